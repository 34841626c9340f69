/* What shapes and colours mean. */

function showLegend() {
  const entry = (text, paint) => {
    const canvas = page.make("canvas", { width: 92, height: 36 });
    legends.push(() => {
      const own = canvas.getContext("2d");
      own.setTransform(2, 0, 0, 2, 0, 0);
      own.clearRect(0, 0, 46, 18);
      paint(own);
    });
    return page.make("li", {}, canvas, page.make("span", {}, text));
  };
  const box = (own, edge, paper, dash = []) => {
    own.strokeStyle = edge; own.fillStyle = paper ?? "transparent"; own.setLineDash(dash);
    own.beginPath(); own.roundRect(3, 3, 40, 12, 3); own.fill(); own.stroke(); own.setLineDash([]);
  };
  const entries = [
    entry("completed", (own) => box(own, colors["--bar-edge"], colors["--bar"])),
    entry("never ended, or nobody knows how", (own) => {
      own.strokeStyle = colors["--bar-edge"]; own.beginPath();
      own.moveTo(46, 3); own.lineTo(3, 3); own.lineTo(3, 15); own.lineTo(46, 15); own.stroke();
    }),
    entry("failed: it did not happen", (own) => box(own, colors["--faint"], null, [4, 3])),
  ];
  if (judged?.order || parts.some((part) => part.order)) entries.push(entry("takes effect here; the line is their order", (own) => {
    own.strokeStyle = own.fillStyle = colors["--accent"];
    own.beginPath(); own.moveTo(2, 15); own.lineTo(23, 12); own.lineTo(44, 4); own.stroke();
    own.fillRect(22.2, 5, 1.5, 7); own.beginPath(); own.arc(23, 12, 3.2, 0, 7); own.fill();
  }));
  if (parts.some((part) => part.why)) entries.push(
    entry("finds no place", (own) => { own.lineWidth = 2.5; box(own, colors["--bad"], colors["--bad-paper"]); own.lineWidth = 1; }),
    entry("named by the argument", (own) => { own.lineWidth = 2; box(own, colors["--open"], colors["--open-paper"]); own.lineWidth = 1; }),
  );
  if (annotations.length) entries.push(entry("a fault, or a remark", (own) => {
    own.fillStyle = colors["--open"]; own.globalAlpha = 0.25; own.fillRect(3, 0, 40, 18); own.globalAlpha = 1;
  }));
  $("legend").replaceChildren(page.make("h2", {}, "Legend"), page.make("ul", {}, ...entries));
}
const legends = [];
