/* Why it is wrong, in words. */

function chip(op) {
  return page.make("button", { class: "chip", onclick: () => { choose(op); reveal(op); } }, who(op));
}

function showWhy() {
  const panel = $("why");
  const limit = view.part === null ? parts.length === 1 && parts[0].limit : parts[view.part].limit;
  const report = parts.length === 1 && parts[0].report;
  panel.hidden = !why && !limit && !report;
  if (!why) {
    if (report) panel.replaceChildren(page.make("h2", {}, "What was counted"), page.make("pre", {}, report));
    if (limit) panel.replaceChildren(page.make("h2", {}, "Why nobody knows"), page.make("p", {}, limit));
    return;
  }
  const children = [page.make("h2", {}, why.links.length || why.lines.length ? "Why it is wrong" : "Why there is no place for it")];
  if (why.sentence !== judged.sentence) children.push(page.make("p", {}, why.sentence));
  if (why.lines.length) {
    children.push(page.make("pre", {}, why.lines.join("\n")));
  } else if (!why.configurations.length) {
    children.push(page.make("p", {}, "What can have come before it is too much to be listed, and none of it leaves a place."));
  } else {
    children.push(page.make("p", {}, page.make("code", {}, label(why.operation)), " must take effect while it is open, but"));
    children.push(page.make("ol", {}, ...why.configurations.map(configurationRow)));
    if (why.states_left_out) children.push(page.make("p", {}, `and ${counted(why.states_left_out, "more state")}, none of which leaves a place.`));
    if (why.partly) children.push(page.make("p", {}, "What else can have come before it is too much to be listed."));
  }
  if (why.earlier) children.push(page.make("p", { class: "soft" }, "There may be a contradiction earlier than this one."));
  const named = [why.operation, ...why.named.filter((op) => op !== why.operation)].slice(0, 12);
  children.push(page.make("p", {}, "Operations: ", ...named.map(chip)));
  if (order && why) children.push(page.make("p", { class: "soft" }, "The thread shows one order of what came before."));
  children.push(page.make("details", {}, page.make("summary", {}, "As text"), page.make("pre", { id: "as-text" }, why.text)));
  panel.replaceChildren(...children);
}

function configurationRow(reached, index) {
  const after = reached.after.length ? `after ${reached.after.join(", ")}` : "at the start";
  const refused = reached.blocks
    ? `✗ it fits, but leaves no place for ${reached.blocks}`
    : `✗ ${label(why.operation)} cannot follow`;
  const select = () => { view.configuration = view.configuration === index ? null : index; showWhy(); redraw(); };
  return page.make("li", {}, page.make("button", { class: "row", "aria-pressed": String(view.configuration === index), onclick: select },
    page.make("code", {}, after), page.make("span", { class: "state" }, reached.state), page.make("span", { class: "refused" }, refused)));
}
