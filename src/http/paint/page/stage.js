/**
 * Shows the picture with what is painted on it: the part that changes is tinted with a dashed line around it, and the rest a little
 * darker, as the chats show it before an edit.
 */
export function createStage(canvas, bitmap, picture) {
  const context = canvas.getContext('2d');
  const chequers = createChequers(context);
  const layer = document.createElement('canvas');
  let view;
  let marks = {};
  let waits = false;

  function draw() {
    waits = false;
    const { scale, x, y } = view.now();
    const [width, height] = [picture.width * scale, picture.height * scale];
    context.setTransform(ratio(), 0, 0, ratio(), 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = chequers;
    context.fillRect(x, y, width, height);
    context.imageSmoothingEnabled = scale < 3;
    context.drawImage(bitmap, x, y, width, height);
    context.drawImage(layer, x, y, width, height);
    drawMarks(context, marks, view);
  }

  function ask() {
    if (waits) return;
    waits = true;
    requestAnimationFrame(draw);
  }

  return {
    ask,
    use(given) {
      view = given;
    },

    /** @returns the room there is, in the page's own pixels. */
    refit() {
      const { width, height } = canvas.getBoundingClientRect();
      canvas.width = Math.round(width * ratio());
      canvas.height = Math.round(height * ratio());
      ask();
      return { width, height };
    },

    /** Part of the mask is another now. */
    tint(mask, part) {
      if (layer.width !== mask.width || layer.height !== mask.height)
        Object.assign(layer, { width: mask.width, height: mask.height });
      tintPart(layer.getContext('2d'), mask, part);
      ask();
    },

    /** What is shown only now: where the brush is, and a shape that is being drawn. */
    mark(more) {
      marks = { ...marks, ...more };
      ask();
    },
  };
}

/** A phone's screen has three pixels for one of the page; more than two are not seen, and cost. */
const ratio = () => Math.min(globalThis.devicePixelRatio || 1, 2.5);

const CHEQUER = 8;

function createChequers(context) {
  const tile = Object.assign(document.createElement('canvas'), { width: CHEQUER * 2, height: CHEQUER * 2 });
  const inner = tile.getContext('2d');
  inner.fillStyle = '#fff';
  inner.fillRect(0, 0, CHEQUER * 2, CHEQUER * 2);
  inner.fillStyle = '#d9d6d2';
  inner.fillRect(0, 0, CHEQUER, CHEQUER);
  inner.fillRect(CHEQUER, CHEQUER, CHEQUER, CHEQUER);
  return context.createPattern(tile, 'repeat');
}

const TINT = [255, 0, 200];
const TINT_SHARE = 0.42;
const DIM_SHARE = 0.28;
const DASH = 6;

/** Four bytes at once, as the machine keeps them in memory. */
const packed = (bytes) => new Uint32Array(Uint8ClampedArray.from(bytes).buffer)[0];

/** What lies on the picture for each level of the mask: the tint over the dark, mixed once for all. */
const COLOURS = Uint32Array.from({ length: 256 }, (_, level) => {
  const tint = (TINT_SHARE * level) / 255;
  const dark = DIM_SHARE * (1 - level / 255);
  const alpha = 1 - (1 - tint) * (1 - dark);
  const share = alpha === 0 ? 0 : tint / alpha;
  return packed([...TINT.map((value) => value * share), alpha * 255]);
});

const BLACK = packed([0, 0, 0, 255]);
const WHITE = packed([255, 255, 255, 255]);

/** The line around a part belongs to its neighbours as well. */
function tintPart(context, mask, { left, top, right, bottom }) {
  const [x, y] = [Math.max(0, left - 1), Math.max(0, top - 1)];
  const [width, height] = [Math.min(mask.width, right + 1) - x, Math.min(mask.height, bottom + 1) - y];
  if (!(width > 0 && height > 0)) return;
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const level = mask.levels[(y + row) * mask.width + x + column];
      const isEdge = level > 127 && isAtEdge(mask, x + column, y + row);
      pixels[row * width + column] = isEdge ? dash(x + column + y + row) : COLOURS[level];
    }
  }
  context.putImageData(image, x, y);
}

const dash = (along) => (Math.floor(along / DASH) % 2 === 0 ? BLACK : WHITE);

function isAtEdge({ width, height, levels }, x, y) {
  const at = y * width + x;
  return (
    (x > 0 && levels[at - 1] < 128) ||
    (x < width - 1 && levels[at + 1] < 128) ||
    (y > 0 && levels[at - width] < 128) ||
    (y < height - 1 && levels[at + width] < 128)
  );
}

function drawMarks(context, { brush, line }, view) {
  if (line) drawLine(context, line.points.map(view.toScreen), line.isClosed);
  if (!brush) return;
  const { x, y } = view.toScreen(brush);
  context.beginPath();
  if (brush.radius === undefined) cross(context, x, y);
  else context.arc(x, y, Math.max(2, brush.radius * view.now().scale), 0, Math.PI * 2);
  outlined(context);
  if (!brush.isSteered || brush.radius === undefined) return;
  context.beginPath();
  cross(context, x, y);
  outlined(context);
}

const CROSS = 9;

function cross(context, x, y) {
  context.moveTo(x - CROSS, y);
  context.lineTo(x + CROSS, y);
  context.moveTo(x, y - CROSS);
  context.lineTo(x, y + CROSS);
}

function drawLine(context, points, isClosed) {
  context.beginPath();
  for (const { x, y } of points) context.lineTo(x, y);
  if (isClosed) context.closePath();
  outlined(context);
}

/** Seen on every picture: white within black. */
function outlined(context) {
  context.lineJoin = 'round';
  context.strokeStyle = '#000';
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = '#fff';
  context.lineWidth = 1.5;
  context.stroke();
}
