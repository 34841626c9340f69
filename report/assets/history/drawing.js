/* Where things are on the canvas, and in which order they are drawn. */

const GUTTER = 62, AXIS = 24, BAR = 20, LANE = 17, END = 26;
let ROW = 36, colors = {}, context, small, density = null, width = 0, height = 0, charWidth = 7, lanes = 0, drawnRows = [];

const x = (position) => GUTTER + (position - view.left) * view.scale;
const unx = (pixel) => view.left + (pixel - GUTTER) / view.scale;
const headHeight = () => AXIS + lanes * LANE;
/* Above the first row, for arrows. */
const above = () => (why?.links.length ? 24 : 0);
const y = (index) => headHeight() + above() + index * ROW - view.top + (ROW - BAR) / 2;

function fit(canvas) {
  const { clientWidth, clientHeight } = canvas, ratio = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== wide || canvas.height !== high) { canvas.width = wide; canvas.height = high; }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return [context, clientWidth, clientHeight];
}

let isDue = false;
function redraw() {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => { isDue = false; draw(); });
}

function draw() {
  [context, width, height] = fit(rowsCanvas);
  context.font = small = `12px ${colors["--mono"]}`;
  charWidth = context.measureText("0".repeat(50)).width / 50;
  ROW = Math.max(36, Math.min(52, Math.floor((height - headHeight()) / Math.max(rows.length, 1))));
  clamp();
  context.fillStyle = colors["--paper"];
  context.fillRect(0, 0, width, height);
  drawnRows = view.fold ? rows.filter(isInView) : rows;
  drawBands();
  drawGrid();
  const first = Math.max(0, Math.floor(view.top / ROW));
  const last = Math.min(drawnRows.length, Math.ceil((view.top + height) / ROW));
  context.save();
  context.beginPath();
  context.rect(GUTTER, headHeight(), width - GUTTER, height - headHeight());
  context.clip();
  for (let index = first; index < last; index++) drawRow(drawnRows[index], y(index));
  drawWall();
  if (view.order && order) drawThread();
  drawLinks();
  drawConfiguration();
  context.restore();
  drawGutter(first, last);
  drawAxis();
  drawOverview();
}

function clamp() {
  const room = width - GUTTER - END;
  const least = Math.min(room / length(), view.clock ? Infinity : 110);
  view.scale = Math.max(least, Math.min(view.scale, view.clock ? room / (length() / events / 4 || 1) : 400));
  const most = total - room / view.scale;
  view.left = Math.max(Math.min(view.left, most), start());
  const depth = (view.fold ? drawnRows.length : rows.length) * ROW - (height - headHeight() - above());
  view.top = Math.max(0, Math.min(view.top, depth + ROW / 2));
}

function firstEnding(row, position) {
  let low = 0, high = row.ops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (row.ends[middle] < position) low = middle + 1; else high = middle;
  }
  return low;
}

/* An operation that never ended is in view where it began, or it would be so for ever. */
function isInView(row) {
  const left = unx(GUTTER), right = unx(width);
  for (let k = firstEnding(row, left); k < row.ops.length && row.starts[k] <= right; k++)
    if (row.ends[k] !== Infinity || row.starts[k] >= left || isMarked(row.ops[k])) return true;
  return false;
}
const isMarked = (op) => why !== null && (why.operation === op || named.has(op));
