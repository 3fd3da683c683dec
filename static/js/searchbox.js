// Help while typing: a list of completions under each search box (ARIA combobox). Without this file the box still works.
const PAUSE = 120;

class Completions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `${input.id}-list`;
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "补全");
    input.after(this.list);
    this.chosen = -1;
    this.asked = 0;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", this.list.id], ["aria-expanded", "false"]]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", (event) => this.later(event));
    input.addEventListener("compositionend", (event) => this.later(event));
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // mousedown, not click: a click would come after blur has closed the list
    this.list.addEventListener("mousedown", (event) => this.pick(event));
  }

  later(event) {
    clearTimeout(this.timer);
    // Letters of an unfinished pinyin are not yet what the reader means.
    if (event.isComposing) return;
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const words = this.input.value.trim();
    const turn = ++this.asked;
    if (!words) {
      this.close();
      return;
    }
    try {
      const answer = await fetch(`${this.input.dataset.suggest}?q=${encodeURIComponent(words)}`);
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (turn === this.asked && document.activeElement === this.input) this.show(suggestions);
    } catch {
      this.close();
    }
  }

  show(suggestions) {
    this.list.replaceChildren(
      ...suggestions.map((text, place) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${place}`;
        item.textContent = text;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        return item;
      }),
    );
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.hidden = suggestions.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.show([]);
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    const items = [...this.list.children];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are items: before the first one stands what the reader typed.
      const count = items.length + 1;
      this.choose(((this.chosen + 1 + step + count) % count) - 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.take(items[this.chosen].textContent);
    }
  }

  choose(place) {
    this.chosen = place;
    [...this.list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === place)));
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
  }

  pick(event) {
    const item = event.target.closest("li");
    if (!item) return;
    event.preventDefault();
    this.take(item.textContent);
  }

  take(text) {
    this.input.value = text;
    this.close();
    this.input.form.requestSubmit();
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Completions(input);
