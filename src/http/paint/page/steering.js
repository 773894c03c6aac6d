/** A brush that is steered by arrow keys, and what it does where it stands. */
export function createSteering({ brushwork, view, stage, tools, picture, painted, say }) {
  const place = { x: picture.width / 2, y: picture.height / 2 };
  /** The brush stays down without the space bar being held. */
  let isLocked = false;

  const show = () => stage.mark({ brush: { ...place, radius: tools.brushRadius(), isSteered: true } });
  function finish(words) {
    isLocked = false;
    if (brushwork.end()) painted();
    else say(words);
  }

  const begin = (words) => {
    brushwork.begin({ ...place });
    say(words);
  };

  return {
    show,
    finish,
    isLocked: () => isLocked,

    steer({ x, y }, isFine) {
      const step = (isFine ? FINE : COARSE) / view.now().scale;
      place.x = Math.min(picture.width, Math.max(0, place.x + x * step));
      place.y = Math.min(picture.height, Math.max(0, place.y + y * step));
      view.follow(place);
      if (brushwork.isDrawing() && brushwork.kind() !== 'lasso') brushwork.go([{ ...place }]);
      show();
      say.soon(whereWords(place, picture));
    },

    /** A brush is put down for as long as the bar is held; a box and a lasso are set by their corners. */
    press() {
      const name = tools.name();
      if (name === 'move') return say('Choose the brush, the box or the lasso first');
      if (!brushwork.isDrawing()) return begin(BEGUN[name]);
      if (name === 'box') return finish(TOO_FEW.box);
      if (name !== 'lasso') return;
      brushwork.go([{ ...place }]);
      say('Corner set. Enter closes the lasso');
    },

    enter() {
      const name = tools.name();
      if (name === 'move') return;
      if (brushwork.isDrawing()) return finish(TOO_FEW[name]);
      isLocked = name !== 'box' && name !== 'lasso';
      begin(BEGUN[name] ?? 'The brush is down. Enter lifts it');
    },

    cancel() {
      if (!brushwork.isDrawing()) return;
      isLocked = false;
      brushwork.cancel();
      say('Taken back');
    },
  };
}

/** In pixels of the screen. */
const COARSE = 16;
const FINE = 2;

const TOO_FEW = { box: 'A box needs two corners', lasso: 'A lasso needs three corners' };

const BEGUN = {
  box: 'First corner set. Move, and press space again',
  lasso: 'First corner set. Move, and press space for each further one',
};

const whereWords = ({ x, y }, { width, height }) =>
  `${percent(x, width)} from the left, ${percent(y, height)} from the top`;

const percent = (part, of) => `${Math.round((part / of) * 100)} %`;
