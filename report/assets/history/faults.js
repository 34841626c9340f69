/* What no client did, behind the bars. */

/* Faults and remarks: shaded, each with its name above the rows. */
function drawBands() {
  laneOf.forEach((lane, k) => {
    const { from, to, label, lasts } = annotations[k];
    const a = Math.max(x(position[from]), GUTTER), b = lasts ? Math.min(to === null ? width : x(position[to]), width) : a + 1.5;
    if (b < GUTTER || x(position[from]) > width) return;
    context.fillStyle = colors["--open"];
    context.globalAlpha = lasts ? 0.1 : 0.6;
    context.fillRect(a, headHeight(), Math.max(b - a, 1.5), height);
    context.globalAlpha = 1;
    const top = AXIS + lane * LANE;
    context.fillStyle = colors["--open-paper"];
    const room = Math.max(b - a, lasts ? 0 : (label.length + 1) * charWidth);
    context.fillRect(a, top + 1, room, LANE - 2);
    context.fillStyle = colors["--open"];
    context.fillRect(a, top + 1, 2, LANE - 2);
    if (lasts && to !== null) context.fillRect(b - 2, top + 1, 2, LANE - 2);
    const chars = Math.floor((room - 8) / charWidth);
    if (chars > 1) context.fillText(label.length <= chars ? label : label.slice(0, chars - 1) + "…", a + 6, top + 13);
  });
}

/* The lane of each annotation, so that those that last at the same time are below each other. */
const laneOf = (() => {
  const ends = [];
  const of = annotations.map(({ from, to, lasts }) => {
    const end = lasts ? to ?? Infinity : from + 1;
    let lane = ends.findIndex((before) => before <= from);
    if (lane < 0) lane = Math.min(ends.length, 3);
    ends[lane] = end;
    return lane;
  });
  lanes = ends.length;
  return of;
})();
