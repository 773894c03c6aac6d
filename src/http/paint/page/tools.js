import { byId } from './look/dom.js';

/** Which tool is in use, and how large the brush is, by the controls of the page. */
export function createTools(picture, { say }) {
  const size = byId('size');
  const listeners = [];
  const longest = Math.max(picture.width, picture.height);
  const told = () => {
    byId('size-value').textContent = `${Math.round(radius() * 2)} px`;
    for (const listen of listeners) listen();
  };

  /** The slider goes from a fine line to a quarter of the picture, in steps that feel alike. */
  const radius = () => Math.max(0.75, (longest / 2) * LEAST * (MOST / LEAST) ** (Number(size.value) / 100));
  const name = () => document.querySelector('input[name="tool"]:checked').value;

  size.addEventListener('input', told);
  byId('tools').addEventListener('change', () => {
    document.body.dataset.tool = name();
    told();
  });
  told();

  return {
    name,
    radius,
    /** `undefined` where no brush is used. */
    brushRadius: () => (name() === 'brush' || name() === 'eraser' ? radius() : undefined),
    onChange: (listen) => listeners.push(listen),

    choose(wanted) {
      const input = document.querySelector(`input[name="tool"][value="${wanted}"]`);
      input.checked = true;
      document.body.dataset.tool = wanted;
      told();
      say(input.dataset.says);
    },

    resize(factor) {
      const step = (Math.log(factor) / Math.log(MOST / LEAST)) * 100;
      size.value = String(Math.min(100, Math.max(0, Number(size.value) + step)));
      told();
      say.soon(`Brush ${Math.round(radius() * 2)} pixels wide`);
    },
  };
}

/** Of the longer side. */
const LEAST = 0.003;
const MOST = 0.25;
