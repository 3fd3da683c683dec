// Beside the letter: the field in hand lights up where it was read, and takes over what is selected in the text.
const sheet = document.getElementById("text");
const form = document.querySelector("form.review-form");
const fill = form.querySelector("button.fill");
let current = null;
let selected = null;

function light(marks) {
  sheet.querySelectorAll(".lit").forEach((piece) => piece.classList.remove("lit"));
  const wanted = (marks || "").split(" ").filter(Boolean);
  const pieces = [...sheet.querySelectorAll("[data-mark]")].filter((piece) => wanted.includes(piece.dataset.mark));
  pieces.forEach((piece) => piece.classList.add("lit"));
  if (pieces.length) bringIntoSight(pieces[0]);
}

// Beside the form the text scrolls by itself; where it stands above the form, going there would lose the field.
function bringIntoSight(piece) {
  if (getComputedStyle(sheet).position !== "sticky") return;
  const middle = piece.getBoundingClientRect().top - sheet.getBoundingClientRect().top - sheet.clientHeight / 2;
  sheet.scrollBy({ top: middle });
}

form.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-marks], [data-lines]");
  const field = event.target;
  if (row && field.matches("input[type=text], textarea, select, input:not([type])")) current = { row, field };
  if (row?.dataset.marks !== undefined) light(row.dataset.marks);
});

// The words between two places of the text, and their offsets; notes that stand in the text are not of it.
function selection() {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed || !sheet.contains(range.commonAncestorContainer)) return null;
  let text = "";
  let start = null;
  let end = null;
  for (const piece of sheet.querySelectorAll("[data-at]")) {
    const node = piece.firstChild;
    if (!node || !range.intersectsNode(node)) continue;
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    if (from >= to) continue;
    const at = Number(piece.dataset.at);
    const points = (stop) => [...node.data.slice(0, stop)].length; // offsets count code points
    if (start === null) start = at + points(from);
    end = at + points(to);
    text += node.data.slice(from, to);
  }
  return start === null ? null : { text: text.trim(), span: `${start}-${end}` };
}

document.addEventListener("selectionchange", () => {
  const found = selection();
  if (found) selected = found;
  fill.hidden = !(selected && current);
});

// The button must not take the focus from the field, nor the selection from the text.
fill.addEventListener("mousedown", (event) => event.preventDefault());
fill.addEventListener("click", () => {
  if (!selected || !current) return;
  const { row, field } = current;
  const isList = field.tagName === "TEXTAREA";
  if (field.tagName === "SELECT") return;
  field.value = isList && field.value.trim() ? `${field.value.trimEnd()}\n${selected.text}` : selected.text;
  const span = row.querySelector("input[name^='span-']");
  if (span) {
    span.value = selected.span;
    row.dataset.marks = "";
  }
  selected = null;
  fill.hidden = true;
  getSelection().removeAllRanges();
  field.focus();
});

// What is typed by hand was read nowhere.
form.addEventListener("input", (event) => {
  const span = event.target.closest(".field")?.querySelector("input[name^='span-']");
  if (span && event.target !== span) span.value = "";
});

let changed = false;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});

// Browsers differ in which keys lead to an accesskey; Alt and the letter works in all of them.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !event.altKey || event.ctrlKey || event.metaKey || !event.code.startsWith("Key")) return;
  const target = document.querySelector(`[accesskey="${event.code.slice(3).toLowerCase()}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
});
