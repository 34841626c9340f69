/* All of it, small. */

/* All of it, small: how much is going on, the contradiction, and what is in view. */
function drawOverview() {
  const [context, width, height] = fit(overview);
  const room = width - GUTTER - 8;
  const at = (position) => GUTTER + ((position - start()) / length()) * room;
  if (!density || density.length !== room) density = dense(room);
  context.fillStyle = colors["--raised"];
  context.fillRect(0, 0, width, height);
  annotations.forEach(({ from, to, lasts }) => {
    context.fillStyle = colors["--open"];
    context.globalAlpha = 0.2;
    const a = at(position[from]), b = lasts ? at(to === null ? total : position[to]) : a + 1;
    context.fillRect(a, 0, Math.max(b - a, 1), height);
    context.globalAlpha = 1;
  });
  context.fillStyle = colors["--bar-edge"];
  const most = density.reduce((most, one) => Math.max(most, one), 1);
  density.forEach((open, pixel) => {
    const tall = (open / most) * (height - 10);
    context.fillRect(GUTTER + pixel, height - 3 - tall, 1, tall);
  });
  for (const [index, part] of parts.entries()) {
    if (!part.why || (view.part !== null && view.part !== index)) continue;
    context.fillStyle = colors["--bad"];
    context.fillRect(at(position[part.why.event]) - 1, 0, 3, height);
  }
  const a = at(unx(GUTTER)), b = Math.min(at(unx(rowsCanvas.clientWidth)), width - 4);
  context.strokeStyle = colors["--accent"];
  context.lineWidth = 2;
  context.strokeRect(Math.max(a, GUTTER), 1.5, Math.max(b - a, 4), height - 3);
  context.fillStyle = colors["--soft"];
  context.font = `11px ${colors["--sans"]}`;
  context.fillText("open", 8, 18);
  context.fillText(`≤ ${Math.ceil(most)}`, 8, 33);
}

/* Counts how many operations are open on average, pixel by pixel; what never ends counts where it begins. */
function dense(room) {
  const sums = new Float64Array(room + 2);
  const pixel = (position) => ((position - start()) / length()) * room;
  for (const row of rows) row.ops.forEach((_, k) => {
    const a = Math.max(pixel(row.starts[k]), 0), b = row.ends[k] === Infinity ? a + 0.5 : pixel(row.ends[k]);
    const [i, j] = [Math.floor(a), Math.min(Math.floor(b), room)];
    if (i === j) { sums[i] += b - a; sums[i + 1] -= b - a; return; }
    // Differences: what is open at a pixel is the sum up to it.
    sums[i] += i + 1 - a; sums[i + 1] += a - i;
    sums[j] -= j + 1 - b; sums[j + 1] -= b - j;
  });
  let sum = 0;
  return Array.from({ length: room }, (_, pixel) => (sum += sums[pixel]));
}
