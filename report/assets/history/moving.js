/* Zooming, panning, and bringing things into view. */

function zoom(factor, at = GUTTER + (width - GUTTER) / 2) {
  const fixed = unx(at);
  view.scale *= factor;
  clamp();
  view.left = fixed - (at - GUTTER) / view.scale;
  redraw();
}
function pan(pixels) { view.left += pixels / view.scale; redraw(); }
function scroll(pixels) { view.top += pixels; redraw(); }
function showAll() { view.scale = 0; view.left = start(); view.top = 0; redraw(); }

function show(low, high, least = 0) {
  const room = rowsCanvas.clientWidth - GUTTER - END;
  const wide = Math.min(Math.max(high - low, least) * 1.1, length());
  view.scale = room / wide;
  view.left = (low + high) / 2 - wide / 2;
}
function showRows(processes) {
  const places = processes.map((process) => rows.findIndex((row) => row.process === process)).filter((place) => place >= 0);
  if (view.fold || !places.length) return;
  const room = rowsCanvas.clientHeight - headHeight() - ROW;
  const first = Math.min(...places) * ROW, last = (Math.max(...places) + 1) * ROW;
  if (first < view.top || last > view.top + room) view.top = last - first <= room ? (first + last - room) / 2 : places[0] * ROW - room / 2;
}

/* How many steps are in view at most when something is looked for, so that bars can be read. */
const LEGIBLE = 44;

function reveal(op) {
  const low = position[from[op]], high = outcomes[op] === "i" ? low : position[to[op]];
  const room = rowsCanvas.clientWidth - GUTTER - END;
  if (low < view.left || low > view.left + room / view.scale || view.scale * (high - low || 1) < 12) {
    const most = view.clock ? length() / Math.max(count / LEGIBLE, 1) : LEGIBLE;
    show(low, Math.min(high, low + most), most);
  }
  showRows([processes[op]]);
  redraw();
}

function showContradiction() {
  // The head of the page speaks of one of them.
  const told = parts.findIndex((part) => part.why?.sentence === judged.sentence);
  const first = told < 0 ? parts.findIndex((part) => part.why) : told;
  if (first < 0) return;
  if (parts.length > 1 && !parts[view.part]?.why) choosePart(first, false);
  clearFilters();
  if (!why) return;
  view.configuration ??= why.configurations.length ? 0 : null;
  const wall = position[why.event], begin = position[from[why.operation]];
  const others = why.named.filter(isShown).map((op) => position[from[op]]);
  const most = view.clock ? length() / Math.max((2 * count) / LEGIBLE, 1) : LEGIBLE;
  const near = [begin, ...others].filter((at) => at > wall - most);
  const low = Math.max(Math.min(wall, ...near), wall - most);
  show(low, wall, most / 3);
  const marked = [why.operation, ...why.named].filter((op) => near.includes(position[from[op]]));
  showRows(marked.map((op) => processes[op]));
  showWhy();
  redraw();
}
