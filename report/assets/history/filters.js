/* Which operations are shown. */

function showCount() {
  const found = view.text === "" ? "" : `${counted(Array.from({ length: count }, (_, op) => op).filter((op) => isShown(op) && isFound(op)).length, "match").replace("matchs", "matches")} · `;
  $("count").textContent = found + (shown === count ? counted(count, "operation") : `${shown.toLocaleString("en")} of ${counted(count, "operation")}`);
}

function filter() { arrange(); showCount(); redraw(); }

function clearFilters() {
  const isFiltered = view.name !== "" || view.only !== null || !Object.values(view.outcomes).every(Boolean);
  if (!isFiltered) return;
  view.name = $("name").value = $("processes").value = "";
  view.only = null;
  for (const [id, kind] of [["ok", "o"], ["fail", "f"], ["info", "i"]]) { view.outcomes[kind] = true; $(id).ariaPressed = "true"; }
  filter();
}

/* Reads `0-4, 7`; nothing if it is no such list. */
function processesIn(text) {
  const ranges = text.split(",").map((range) => range.trim()).filter(Boolean).map((range) => /^(\d+)(?:\s*-\s*(\d+))?$/.exec(range));
  if (!ranges.length) return null;
  if (ranges.includes(null)) return undefined;
  return (process) => ranges.some(([, low, high]) => process >= +low && process <= +(high ?? low));
}

function setClock(isClock) {
  if (!times || view.clock === isClock) return;
  const room = width - GUTTER - END, middle = eventNear(unx(GUTTER + room / 2));
  const part = room / view.scale / length();
  view.clock = isClock;
  $("clock").ariaPressed = String(isClock);
  $("rank").ariaPressed = String(!isClock);
  arrange();
  view.scale = room / (length() * part);
  view.left = position[middle] - room / 2 / view.scale;
  redraw();
}
function eventNear(at) {
  let low = 0, high = events;
  while (low < high) { const middle = (low + high) >> 1; if (position[middle] < at) low = middle + 1; else high = middle; }
  return Math.min(low, events - 1);
}

function toggle(id, key) {
  view[key] = !view[key];
  $(id).ariaPressed = String(view[key]);
  redraw();
}
