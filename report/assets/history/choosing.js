/* The operation that is chosen. */

function operationAt(px, py) {
  const row = drawnRows[Math.floor((py - headHeight() - above() + view.top) / ROW)];
  if (!row || px < GUTTER || py < headHeight()) return null;
  const slack = 3 / view.scale;
  const k = firstEnding(row, unx(px) - slack);
  return k < row.ops.length && row.starts[k] <= unx(px) + slack ? row.ops[k] : null;
}

const outcomeText = { o: "ok", f: "fail: it did not happen", i: "info: nobody knows whether it took effect" };

function eventText(event) {
  if (event === Infinity) return "never";
  const line = page.data.source && !page.data.source.endsWith(".lsh") ? `, line ${page.data.lines ? page.data.lines[event] : event + 1}` : "";
  return `event ${event}${line}${times ? `, ${clockText(times[event])}` : ""}`;
}

function choose(op) {
  view.chosen = op;
  const panel = $("chosen");
  panel.hidden = op === null;
  redraw();
  if (op === null) return;
  const facts = [
    ["process", String(processes[op])],
    ["outcome", outcomeText[outcomes[op]]],
    ["invoked", eventText(from[op])],
    ["completed", eventText(to[op])],
  ];
  if (times && to[op] !== Infinity) facts.push(["took", clockText(times[to[op]] - times[from[op]])]);
  const error = errors.get(to[op]);
  if (error !== undefined) facts.push(["error", error]);
  if (parts.length > 1 && partOf(op) >= 0) facts.push(["key", parts[partOf(op)].name]);
  if (placeInOrder?.has(op)) {
    facts.push(["linearized", `${placeInOrder.get(op) + 1} of ${order.length}`]);
    if (stateAfter.has(op)) facts.push(["then", stateAfter.get(op)]);
  }
  else if (judged && outcomes[op] === "f") facts.push(["linearized", "no, it failed"]);
  else if (order && outcomes[op] === "i") facts.push(["linearized", "not needed"]);
  panel.replaceChildren(
    page.make("h2", {}, page.make("code", {}, told(op))),
    page.make("table", {}, ...facts.map(([name, value]) => page.make("tr", {}, page.make("td", {}, name), page.make("td", {}, value)))),
  );
}

function step(by) {
  const known = view.chosen ?? why?.operation ?? null;
  let next;
  if (order?.length && (known === null || placeInOrder.has(known))) {
    const place = known === null ? (by > 0 ? 0 : order.length - 1) : placeInOrder.get(known) + by;
    next = order[place];
  } else {
    next = known === null ? (by > 0 ? 0 : count - 1) : known + by;
    while (next >= 0 && next < count && !isShown(next)) next += by;
  }
  if (next === undefined || next < 0 || next >= count) return;
  choose(next);
  reveal(next);
}

function findNext() {
  const begin = (view.chosen ?? -1) + 1;
  for (let k = 0; k < count; k++) {
    const op = (begin + k) % count;
    if (isShown(op) && isFound(op)) { choose(op); reveal(op); return; }
  }
}
