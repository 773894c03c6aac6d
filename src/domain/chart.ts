/** A chart as data; what draws it knows nothing of credits. */
export interface Chart {
  readonly kind: 'columns' | 'bars';
  readonly title: string;
  /** What the numbers count, such as `credits`. */
  readonly unit: string;
  /** Columns stand side by side in this order, bars below each other. */
  readonly labels: readonly string[];
  /** Stacked, each with one value a label. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The chart in words, for who cannot see it. */
  readonly alt: string;
}
