/* Keys of the keyboard, the mouse, and the controls. */

$("text").oninput = () => { view.text = $("text").value.trim().toLowerCase(); showCount(); redraw(); };
$("text").onkeydown = (event) => { if (event.key === "Enter") findNext(); };
$("name").onchange = () => { view.name = $("name").value; filter(); };
$("processes").oninput = () => {
  const only = processesIn($("processes").value);
  $("processes").setAttribute("aria-invalid", String(only === undefined));
  $("processes").setCustomValidity(only === undefined ? "Numbers and ranges, such as 0-4, 7" : "");
  if (only !== undefined) { view.only = only; filter(); }
};
for (const [id, kind] of [["ok", "o"], ["fail", "f"], ["info", "i"]]) {
  $(id).onclick = () => {
    view.outcomes[kind] = !view.outcomes[kind];
    $(id).ariaPressed = String(view.outcomes[kind]);
    filter();
  };
}
$("rank").onclick = () => setClock(false);
$("clock").onclick = () => setClock(true);
$("order").onclick = () => toggle("order", "order");
$("fold").onclick = () => toggle("fold", "fold");
$("in").onclick = () => zoom(1.6);
$("out").onclick = () => zoom(1 / 1.6);
$("all").onclick = showAll;
$("wrong").onclick = showContradiction;
$("keys").onclick = () => $("help").showModal();

const keys = {
  "+": () => zoom(1.6), "=": () => zoom(1.6), "-": () => zoom(1 / 1.6), 0: showAll,
  ArrowLeft: (event) => pan(event.shiftKey ? GUTTER + END - width : -90), ArrowRight: (event) => pan(event.shiftKey ? width - GUTTER - END : 90),
  ArrowUp: () => scroll(-ROW), ArrowDown: () => scroll(ROW),
  n: () => step(1), p: () => step(-1), c: showContradiction, t: () => setClock(!view.clock),
  o: () => !$("order").disabled && toggle("order", "order"), f: () => toggle("fold", "fold"),
  "/": () => $("text").focus(), "?": () => $("help").showModal(),
  Escape: () => choose(null),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  if (event.target.matches("input, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const action = keys[event.key];
  if (!action) return;
  event.preventDefault();
  action(event);
});

rowsCanvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? height : 1;
  if (event.ctrlKey || event.metaKey) zoom(Math.exp(-event.deltaY * unit * 0.004), event.offsetX);
  else if (event.shiftKey) pan((event.deltaY || event.deltaX) * unit);
  else { pan(event.deltaX * unit); scroll(event.deltaY * unit); }
}, { passive: false });

let drag = null;
rowsCanvas.addEventListener("pointerdown", (event) => {
  picture.focus({ preventScroll: true });
  drag = { px: event.offsetX, py: event.offsetY, left: view.left, top: view.top, moved: false };
  rowsCanvas.setPointerCapture(event.pointerId);
});
rowsCanvas.addEventListener("pointermove", (event) => {
  if (!drag) { hover(event); return; }
  const [dx, dy] = [event.offsetX - drag.px, event.offsetY - drag.py];
  if (Math.abs(dx) + Math.abs(dy) > 4) drag.moved = true;
  if (!drag.moved) return;
  rowsCanvas.classList.add("dragged");
  $("tip").hidden = true;
  view.left = drag.left - dx / view.scale;
  view.top = drag.top - dy;
  redraw();
});
rowsCanvas.addEventListener("pointerup", (event) => {
  rowsCanvas.classList.remove("dragged");
  if (drag && !drag.moved) choose(operationAt(event.offsetX, event.offsetY));
  drag = null;
});
rowsCanvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
rowsCanvas.addEventListener("dblclick", (event) => {
  const op = operationAt(event.offsetX, event.offsetY);
  if (op === null) return;
  const low = position[from[op]], high = outcomes[op] === "i" ? low : position[to[op]];
  show(low, high, view.clock ? 1 : 8);
  redraw();
});

function hover(event) {
  const op = operationAt(event.offsetX, event.offsetY), tip = $("tip");
  tip.hidden = op === null;
  if (op === null) return;
  const took = times && to[op] !== Infinity ? ` · ${clockText(times[to[op]] - times[from[op]])}` : "";
  tip.replaceChildren(page.make("b", {}, told(op)), page.make("br"), `process ${processes[op]} · ${outcomeText[outcomes[op]].split(":")[0]}${took}`,
    ...(placeInOrder?.has(op) && stateAfter.has(op) ? [page.make("br"), `then ${stateAfter.get(op)}`] : []));
  const wide = picture.clientWidth;
  tip.style.left = `${Math.min(event.offsetX + 14, wide - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(event.offsetY + 16, picture.clientHeight - tip.offsetHeight - 8)}px`;
}

let isOverviewHeld = false;
const goTo = (event) => {
  const room = overview.clientWidth - GUTTER - 8;
  const at = start() + ((event.offsetX - GUTTER) / room) * length();
  view.left = at - (rowsCanvas.clientWidth - GUTTER) / view.scale / 2;
  redraw();
};
overview.addEventListener("pointerdown", (event) => { isOverviewHeld = true; overview.setPointerCapture(event.pointerId); goTo(event); });
overview.addEventListener("pointermove", (event) => { if (isOverviewHeld) goTo(event); });
overview.addEventListener("pointerup", () => { isOverviewHeld = false; });
