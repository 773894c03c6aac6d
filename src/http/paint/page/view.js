/** Where the picture stands on the screen: how large, and how far from the corner, in the page's own pixels. */
export function createView(picture, changed) {
  let room = { width: 1, height: 1 };
  let at = { scale: 1, x: 0, y: 0 };
  let isWhole = true;

  const wholeScale = () => Math.min(room.width / picture.width, room.height / picture.height) * MARGIN;

  function set(next) {
    const scale = Math.min(Math.max(next.scale, wholeScale()), Math.max(MOST, wholeScale()));
    at = {
      scale,
      x: within(next.x, room.width, picture.width * scale),
      y: within(next.y, room.height, picture.height * scale),
    };
    changed();
  }

  function whole() {
    isWhole = true;
    set({ scale: wholeScale(), x: 0, y: 0 });
  }

  return {
    now: () => at,
    toPicture: ({ x, y }) => ({ x: (x - at.x) / at.scale, y: (y - at.y) / at.scale }),
    toScreen: ({ x, y }) => ({ x: x * at.scale + at.x, y: y * at.scale + at.y }),
    whole,

    /** The screen was turned, or a keyboard came: what was in the middle stays there. */
    resize(next) {
      const middle = { x: (room.width / 2 - at.x) / at.scale, y: (room.height / 2 - at.y) / at.scale };
      room = next;
      if (isWhole) return whole();
      set({ scale: at.scale, x: room.width / 2 - middle.x * at.scale, y: room.height / 2 - middle.y * at.scale });
    },

    /** @param point stays where it is, on the screen. */
    zoom(factor, point = { x: room.width / 2, y: room.height / 2 }) {
      const scale = Math.min(Math.max(at.scale * factor, wholeScale()), Math.max(MOST, wholeScale()));
      const by = scale / at.scale;
      isWhole = scale <= wholeScale();
      set({ scale, x: point.x - (point.x - at.x) * by, y: point.y - (point.y - at.y) * by });
    },

    move(by) {
      if (!isWhole) set({ ...at, x: at.x + by.x, y: at.y + by.y });
    },

    /** So that a point of the picture is seen. */
    follow(point) {
      const on = { x: point.x * at.scale + at.x, y: point.y * at.scale + at.y };
      const by = { x: intoRoom(on.x, room.width), y: intoRoom(on.y, room.height) };
      if (by.x !== 0 || by.y !== 0) set({ ...at, x: at.x + by.x, y: at.y + by.y });
    },
  };
}

/** How many pixels of the screen one of the picture may take. */
const MOST = 16;
/** Of the room; a little of it stays free, so that the picture's edge can be painted. */
const MARGIN = 0.96;
const NEAR = 32;

/** A picture smaller than the room stands in its middle; a larger one never leaves more than half of it free. */
const within = (place, room, length) =>
  length <= room ? (room - length) / 2 : Math.min(room / 2, Math.max(room / 2 - length, place));

const intoRoom = (place, room) => (place < NEAR ? NEAR - place : place > room - NEAR ? room - NEAR - place : 0);
