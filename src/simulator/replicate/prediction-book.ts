import { type Began, opened, type Prediction } from './prediction.ts';
import { endPrediction, runPrediction, type Studio } from './run-prediction.ts';

export interface PredictionBook {
  begin(began: Began): Prediction;
  get(id: string): Prediction | undefined;
  cancel(prediction: Prediction): void;
}

const KEPT = 200;
const INTERRUPTED = 'Prediction interrupted; please retry (code: PA)';
/** Timers take no more. */
const LONGEST_MS = 2 ** 31 - 1;

/** Holds the newest 200 predictions. */
export function createPredictionBook(studio: Studio): PredictionBook {
  const book = new Map<string, Prediction>();
  return {
    begin(began) {
      const prediction = opened(began, studio.newId(), studio.parts.now());
      book.set(prediction.id, prediction);
      const [oldest] = book.keys();
      if (book.size > KEPT && oldest !== undefined) book.delete(oldest);
      expire(prediction, studio);
      runPrediction(prediction, began, studio).catch(() =>
        endPrediction(prediction, studio, 'failed', { error: INTERRUPTED }),
      );
      return prediction;
    },
    get: (id) => book.get(id),
    cancel: (prediction) => endPrediction(prediction, studio, 'canceled'),
  };
}

/** Past its deadline a prediction is given up: canceled where it runs, aborted where it has not begun. */
function expire(prediction: Prediction, studio: Studio): void {
  if (prediction.deadline === undefined) return;
  const late = () => endPrediction(prediction, studio, prediction.status === 'starting' ? 'aborted' : 'canceled');
  const timer = setTimeout(late, Math.min(prediction.deadline - prediction.createdAt, LONGEST_MS)).unref();
  void prediction.over.promise.then(() => clearTimeout(timer));
}
