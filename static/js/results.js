// Comfort on the results page: folded parts stay as they were, focus is never lost, years can be swept with a pointer.
const byId = (id) => document.getElementById(id);
let unfolded = new Map();

function remember() {
  unfolded = new Map([...document.querySelectorAll("#results details[id]")].map((part) => [part.id, part.open]));
}

function restore() {
  for (const [id, open] of unfolded) {
    const part = byId(id);
    if (part) part.open = open || part.open;
  }
  if (document.activeElement === document.body) byId("results-title")?.focus({ preventScroll: true });
}

function sweepYears(drawing) {
  const bars = [...drawing.querySelectorAll("a[data-year]")];
  let first = null;
  let last = null;
  let swept = false;

  const barAt = (event) => {
    const bar = document.elementFromPoint(event.clientX, drawing.getBoundingClientRect().top + 5)?.closest("a[data-year]");
    return bar && bars.includes(bar) ? bars.indexOf(bar) : null;
  };
  const paint = () => {
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    bars.forEach((bar, place) => bar.classList.toggle("swept", swept && from <= place && place <= to));
  };

  drawing.addEventListener("dragstart", (event) => event.preventDefault());
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    first = last = barAt(event);
    swept = false;
  });
  drawing.addEventListener("pointermove", (event) => {
    if (first === null || !(event.buttons & 1)) return;
    const here = barAt(event);
    if (here === null || here === last) return;
    last = here;
    swept = true;
    paint();
  });
  const leave = () => {
    first = null;
    swept = false;
    bars.forEach((bar) => bar.classList.remove("swept"));
  };
  drawing.addEventListener("pointercancel", leave);
  drawing.addEventListener("pointerleave", leave);
  // The click that ends a sweep must not also follow the bar's own link.
  drawing.addEventListener(
    "click",
    (event) => {
      if (!swept) return;
      event.preventDefault();
      event.stopPropagation();
      const years = [first, last].sort((one, other) => one - other).map((place) => bars[place].dataset.year);
      leave();
      const form = drawing.closest("section").querySelector("form[data-year-range]");
      [form.elements.year_from.value, form.elements.year_to.value] = years;
      form.requestSubmit();
    },
    true,
  );
}

function furnish() {
  document.querySelectorAll("#results .histogram").forEach(sweepYears);
}

// Years given the wrong way round are meant the right way round.
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("form[data-year-range]")) return;
    const { year_from: from, year_to: to } = event.target.elements;
    if (from.value && to.value && from.value > to.value) [from.value, to.value] = [to.value, from.value];
  },
  true,
);

// What is refused says why on a page of its own.
document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));

document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:afterSettle", () => {
  restore();
  furnish();
});
furnish();
