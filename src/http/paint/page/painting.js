/** What was painted, step by step, and back again. */
export function createPainting(mask) {
  let shapes = [];
  let undone = [];
  let open;

  function keep(shape) {
    shapes = [...shapes, shape];
    undone = [];
  }

  return {
    shapes: () => shapes,
    feather: mask.feather,
    soften: mask.soften,
    share: mask.share,
    isEmpty: () => shapes.length === 0,
    canRedo: () => undone.length > 0,

    /** A whole shape at once. */
    add(shape) {
      keep(shape);
      mask.fill(shape);
    },

    /** A stroke that grows; it counts once it is ended. */
    begin(stroke) {
      open = stroke;
      mask.begin(open);
    },
    grow(points) {
      if (!open || points.length === 0) return;
      const first = open.points.length - 1;
      open.points.push(...points);
      mask.grow(open, first);
    },
    end() {
      if (!open) return;
      keep(open);
      open = undefined;
      mask.settle();
    },
    cancel() {
      if (!open) return;
      open = undefined;
      mask.rebuild(shapes);
    },

    undo() {
      if (shapes.length === 0) return;
      undone = [...undone, shapes.at(-1)];
      shapes = shapes.slice(0, -1);
      mask.rebuild(shapes);
    },
    redo() {
      if (undone.length === 0) return;
      shapes = [...shapes, undone.at(-1)];
      undone = undone.slice(0, -1);
      mask.rebuild(shapes);
    },
  };
}
