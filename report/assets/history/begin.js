/* How the page opens. */

showHead();
showParts();
showLegend();
const wanted = ["--paper", "--raised", "--line", "--ink", "--soft", "--faint", "--accent", "--bad", "--bad-paper", "--open", "--open-paper", "--bar", "--bar-edge", "--mark", "--mono", "--sans"];
page.onTheme((style) => {
  colors = Object.fromEntries(wanted.map((name) => [name, style.getPropertyValue(name).trim()]));
  legends.forEach((paint) => paint());
  if (position) redraw();
});
arrange();
showWhy();
showCount();
new ResizeObserver(redraw).observe(rowsCanvas);
draw();
if (rows.length > 60) toggle("fold", "fold");
if (parts.some((part) => part.why)) showContradiction();
else { view.left = start(); view.scale = (width - GUTTER - END) / Math.min(length(), view.clock ? length() : 60); redraw(); }

/* What tests and consoles can ask. */
window.lockstep = {
  view, draw, zoom, pan, choose, showAll, showContradiction, operationAt,
  get rows() { return drawnRows.map((row) => row.process); },
  get shown() { return shown; },
  box(op) {
    const index = drawnRows.findIndex((row) => row.process === processes[op]);
    if (index < 0) return null;
    return { left: x(position[from[op]]), right: to[op] === Infinity ? width : x(position[to[op]]), top: y(index), bottom: y(index) + BAR };
  },
  /* Where an operation takes effect, if it has such a mark. */
  mark(op) { return placeInOrder?.has(op) ? x(points[placeInOrder.get(op)]) : null; },
  get size() { return { width, height, gutter: GUTTER, head: headHeight() }; },
};
