// Files go one by one, each with its own progress. Without this file the form sends them all at once.
const form = document.querySelector("form.upload");
const input = form.querySelector("input[type=file]");
const zone = form.querySelector(".drop");
const list = form.querySelector(".files");
const said = form.querySelector(".sending");
const most = Number(form.dataset.mostBytes) * 1024 * 1024;
let sending = false;

function row(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  name.textContent = file.name;
  state.className = "soft";
  state.textContent = "等待发送";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `${file.name} 的发送进度`);
  item.append(name, bar, state);
  list.append(item);
  return { file, state, bar, item };
}

function send({ file, state, bar }) {
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("batch", form.elements.batch.value);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.lengthComputable ? event.loaded / event.total : 0;
      state.textContent = "正在发送";
    });
    request.addEventListener("load", () => {
      const answer = request.status === 200 ? request.response : null;
      bar.value = 1;
      state.textContent = answer ? "已送达" : "服务器没有收下，请重试";
      resolve(answer);
    });
    request.addEventListener("error", () => {
      state.textContent = "网络中断，没有送达";
      resolve(null);
    });
    request.send(body);
  });
}

async function sendAll(files) {
  if (sending || files.length === 0) return;
  sending = true;
  list.replaceChildren();
  const rows = [...files].map(row);
  let address = "";
  let failed = 0;
  for (const [at, one] of rows.entries()) {
    said.textContent = `正在发送第 ${at + 1} 个，共 ${rows.length} 个……`;
    if (one.file.size > most) {
      one.state.textContent = `超过 ${form.dataset.mostBytes} MB，没有发送；请拆分后再上传`;
      failed += 1;
      continue;
    }
    const answer = await send(one);
    if (answer) address = answer.address;
    else failed += 1;
  }
  sending = false;
  input.value = "";
  if (address && !failed) {
    location.assign(address);
    return;
  }
  said.textContent = `${rows.length - failed} 个已送达，${failed} 个没有送达。`;
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = "看已送达的进度";
    said.append(" ", link);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  sendAll(input.files);
});
for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  sendAll(event.dataTransfer.files);
});
addEventListener("beforeunload", (event) => {
  if (sending) event.preventDefault();
});
