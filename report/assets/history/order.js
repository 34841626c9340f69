/* What is drawn over the bars: an order, a configuration, what must come before what. */

/* Draws the event that no order gets past. */
function drawWall() {
  if (!why || page.data.judged.property !== "linearizable") return;
  const at = x(position[why.event]);
  context.strokeStyle = colors["--bad"];
  context.lineWidth = 1.5;
  context.setLineDash([7, 4]);
  context.beginPath();
  context.moveTo(at, headHeight()); context.lineTo(at, height);
  context.stroke();
  context.setLineDash([]);
}

const rowIndex = () => new Map(drawnRows.map((row, index) => [row.process, index]));

/* The most marks that are drawn at once: more are a carpet. */
const THREADED = 3000;

function drawThread() {
  const first = lowerBound(points, unx(GUTTER)), last = lowerBound(points, unx(width));
  if (last - first > THREADED || first === last && order.length === 0) return;
  const index = rowIndex(), bold = view.configuration === null;
  context.strokeStyle = colors["--accent"];
  context.fillStyle = colors["--accent"];
  context.globalAlpha = bold ? 0.75 : 0.45;
  context.lineWidth = 1.25;
  context.beginPath();
  let isFirst = true;
  for (let k = Math.max(first - 1, 0); k <= Math.min(last, order.length - 1); k++) {
    const row = index.get(processes[order[k]]);
    if (row === undefined) continue;
    const [px, py] = [x(points[k]), y(row) + BAR];
    if (isFirst) context.moveTo(px, py); else context.lineTo(px, py);
    isFirst = false;
  }
  context.stroke();
  context.globalAlpha = bold ? 1 : 0.6;
  for (let k = first; k < Math.min(last, order.length); k++) {
    const row = index.get(processes[order[k]]);
    if (row === undefined) continue;
    const [px, py] = [x(points[k]), y(row)];
    context.fillRect(px - 0.75, py + BAR - 7, 1.5, 7);
    context.beginPath();
    context.arc(px, py + BAR, 3.2, 0, 7);
    context.fill();
  }
  context.globalAlpha = 1;
}

function lowerBound(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

/* Draws the operations of a configuration with their numbers, and the way from there to what finds no place. */
function drawConfiguration() {
  const reached = why?.configurations[view.configuration];
  if (!reached) return;
  const index = rowIndex();
  const at = moments(reached.linearized);
  const places = reached.linearized.map((op, k) => [x(at[k]), index.get(processes[op])]).filter((place) => place[1] !== undefined);
  context.strokeStyle = context.fillStyle = colors["--accent"];
  context.lineWidth = 2;
  context.beginPath();
  places.forEach(([px, row], k) => (k ? context.lineTo(px, y(row) + BAR) : context.moveTo(px, y(row) + BAR)));
  context.stroke();
  const wrong = index.get(processes[why.operation]);
  if (wrong !== undefined) {
    const last = at.length ? at[at.length - 1] : position[from[why.operation]];
    const end = Math.max(x(last), x(position[from[why.operation]])) + 10;
    const target = [Math.min(end, x(position[why.event]) - 4), y(wrong) + BAR];
    const begin = places.at(-1) ?? [target[0] - 30, wrong];
    context.strokeStyle = context.fillStyle = colors["--bad"];
    context.setLineDash([5, 3]);
    context.beginPath();
    context.moveTo(begin[0], y(begin[1]) + BAR); context.lineTo(...target);
    context.stroke();
    context.setLineDash([]);
    cross(target[0], target[1]);
  }
  context.font = `bold 11px ${colors["--sans"]}`;
  context.textAlign = "center";
  places.forEach(([px, row], k) => {
    context.fillStyle = colors["--accent"];
    context.beginPath();
    context.arc(px, y(row) + BAR, 7.5, 0, 7);
    context.fill();
    context.fillStyle = colors["--paper"];
    context.fillText(String(k + 1), px, y(row) + BAR + 4);
  });
  context.textAlign = "left";
  context.font = small;
}

function cross(px, py) {
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(px - 5, py - 5); context.lineTo(px + 5, py + 5);
  context.moveTo(px + 5, py - 5); context.lineTo(px - 5, py + 5);
  context.stroke();
}

/* Draws which operation must come before which. */
function drawLinks() {
  if (!why?.links.length) return;
  const index = rowIndex();
  const middle = (op) => {
    const a = x(position[from[op]]), b = to[op] === Infinity ? a + 60 : x(position[to[op]]);
    return [(a + b) / 2, y(index.get(processes[op]))];
  };
  context.strokeStyle = context.fillStyle = colors["--bad"];
  context.lineWidth = 1.6;
  for (const link of why.links) {
    if (!index.has(processes[link.from]) || !index.has(processes[link.to])) continue;
    const [[ax, ay], [bx, by]] = [middle(link.from), middle(link.to)];
    const isLevel = ay === by, isDown = by > ay, above = isLevel && ax < bx;
    const y0 = isLevel ? ay + (above ? 0 : BAR) : isDown ? ay + BAR : ay;
    const y1 = isLevel ? y0 : isDown ? by : by + BAR;
    const mx = (ax + bx) / 2 + (isLevel ? 0 : 14), my = (y0 + y1) / 2 + (isLevel ? (above ? -24 : 24) : 0);
    context.beginPath();
    context.moveTo(ax, y0);
    context.quadraticCurveTo(mx, my, bx, y1);
    context.stroke();
    const angle = Math.atan2(y1 - my, bx - mx);
    context.beginPath();
    context.moveTo(bx, y1);
    context.lineTo(bx - 9 * Math.cos(angle - 0.4), y1 - 9 * Math.sin(angle - 0.4));
    context.lineTo(bx - 9 * Math.cos(angle + 0.4), y1 - 9 * Math.sin(angle + 0.4));
    context.fill();
    const textWidth = link.why.length * charWidth;
    const ty = isLevel ? (above ? ay - 14 : ay + BAR + 24) : my + 4;
    context.fillStyle = colors["--paper"];
    context.fillRect(mx - textWidth / 2 - 3, ty - 11, textWidth + 6, 15);
    context.fillStyle = colors["--bad"];
    context.fillText(link.why, mx - textWidth / 2, ty);
  }
}
