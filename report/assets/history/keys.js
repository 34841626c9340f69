/* Keys, and parts of the object, with their verdicts. */

/* The most parts that are listed at once. */
const LISTED = 300;

function showParts() {
  if (parts.length < 2) return;
  const panel = $("parts");
  panel.hidden = false;
  const filter = page.make("input", { type: "search", placeholder: "Find a key", "aria-label": "Find a key", id: "key" });
  const list = page.make("ul");
  const rank = { invalid: 0, unknown: 1, valid: 2 };
  const sorted = parts.map((part, index) => [part, index]).sort((one, other) => rank[one[0].verdict] - rank[other[0].verdict] || one[1] - other[1]);
  const fill = () => {
    const wanted = filter.value.toLowerCase();
    const found = sorted.filter(([part]) => part.name.toLowerCase().includes(wanted));
    const button = (index, verdict, text) => page.make("li", {}, page.make("button", {
      class: "row", "aria-pressed": String(view.part === index), "data-part": index ?? "all", onclick: () => choosePart(index),
    }, verdict && page.make("span", { class: verdict }, `${verdicts[verdict]} `), text));
    list.replaceChildren(
      button(null, null, `All ${parts.length.toLocaleString("en")} keys`),
      ...found.slice(0, LISTED).map(([part, index]) => button(index, part.verdict, `${part.name} · ${counted(part.operations, "operation")}`)),
      ...(found.length > LISTED ? [page.make("li", { class: "soft" }, `and ${found.length - LISTED} more: find them by name`)] : []),
    );
  };
  filter.oninput = fill;
  fillParts = fill;
  panel.replaceChildren(page.make("h2", {}, "Keys"), filter, list);
  fill();
}
let fillParts = () => {};

function choosePart(part, isAsked = true) {
  view.part = part;
  view.configuration = null;
  arrange();
  fillParts();
  if (isAsked) {
    if (why) showContradiction(); else showAll();
  }
  showWhy();
  showCount();
}
