// A place that runs over several pieces of text lights up whole; CSS alone lights its first piece (:target).
function light() {
  document.querySelectorAll(".letter .lit").forEach((piece) => piece.classList.remove("lit"));
  const found = /^#p\d+-(\d+-\d+)$/.exec(location.hash);
  if (!found) return;
  document.querySelectorAll(`.letter [data-mark="${found[1]}"]`).forEach((piece) => piece.classList.add("lit"));
}

addEventListener("hashchange", light);
light();
