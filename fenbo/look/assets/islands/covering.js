// Rectangles drawn on a picture are written, in per cent, into the field from which the server covers them. Without
// script, or by keyboard, they are typed into that field.
export function startCovering(part) {
  part.querySelectorAll("[data-cover]").forEach((stage) => {
    const field = document.getElementById(stage.dataset.cover);
    const picture = stage.querySelector("img");
    if (!field || !picture) return;
    const round = (value) => Math.round(value * 10) / 10;
    const rows = () =>
      field.value
        .split("\n")
        .map((line) => line.trim().split(/[\s,，]+/).map(Number))
        .filter((row) => row.length === 4 && row.every((value) => Number.isFinite(value)));
    const place = (box, [left, top, width, height]) => {
      box.className = "cover__area";
      box.style.insetInlineStart = `${left}%`;
      box.style.insetBlockStart = `${top}%`;
      box.style.inlineSize = `${width}%`;
      box.style.blockSize = `${height}%`;
      return box;
    };
    const draw = () => {
      stage.querySelectorAll(".cover__area").forEach((box) => box.remove());
      rows().forEach((row) => stage.append(place(document.createElement("span"), row)));
    };
    const at = (event) => {
      const edge = picture.getBoundingClientRect();
      const within = (value, size) => Math.min(100, Math.max(0, (100 * value) / size));
      return [within(event.clientX - edge.left, edge.width), within(event.clientY - edge.top, edge.height)];
    };
    let from = null;
    let drawn = null;
    const area = (event) => {
      const to = at(event);
      return [
        round(Math.min(from[0], to[0])),
        round(Math.min(from[1], to[1])),
        round(Math.abs(from[0] - to[0])),
        round(Math.abs(from[1] - to[1])),
      ];
    };
    picture.draggable = false;
    stage.classList.add("cover--ready");
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      from = at(event);
      drawn = document.createElement("span");
      stage.append(drawn);
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => from && place(drawn, area(event)));
    stage.addEventListener("pointercancel", () => {
      from = null;
      draw();
    });
    stage.addEventListener("pointerup", (event) => {
      if (!from) return;
      const row = area(event);
      from = null;
      // A click that drew nothing covers nothing.
      if (row[2] >= 0.5 && row[3] >= 0.5) {
        field.value = [field.value.trim(), row.join(" ")].filter(Boolean).join("\n");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
      draw();
    });
    field.addEventListener("input", draw);
    draw();
  });
}
