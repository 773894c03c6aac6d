import { parser } from '@prometheus-io/lezer-promql';

/** One series that an expression asks for. */
export interface Selector {
  readonly name: string;
  /** Those that it chooses by. */
  readonly labels: readonly string[];
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** What it groups by. */
  readonly groupings: readonly string[];
  /** Which functions of a span of time are taken of which series. */
  readonly spans: readonly { readonly function: string; readonly of: string }[];
  /** Whether it asks for quantiles. */
  readonly hasQuantile: boolean;
}

type Node = ReturnType<ReturnType<typeof parser.parse>['cursor']>['node'];

/**
 * Reads an expression by Prometheus's own grammar.
 * @throws where it is none, with the place.
 */
export function readPromql(expr: string): Expression {
  // Grafana puts a span of time here before it asks.
  const text = expr.replaceAll('$__rate_interval', '5m');
  const of = ({ from, to }: Node) => text.slice(from, to);
  const found: Node[] = [];
  parser.parse(text).iterate({ enter: ({ node }) => void found.push(node) });
  const broken = found.find(({ type }) => type.isError);
  if (broken) throw new Error(`${text} is no PromQL from character ${broken.from} on`);
  const named = (name: string) => found.filter((node) => node.name === name);
  const nameIn = (node: Node) => of(node).split(/[{[]/, 1)[0] ?? '';
  return {
    selectors: named('VectorSelector').map((node) => ({
      name: nameIn(node),
      labels: named('LabelName')
        .filter((label) => label.from >= node.from && label.to <= node.to)
        .map(of),
    })),
    groupings: named('GroupingLabels').flatMap((node) => node.getChildren('LabelName').map(of)),
    spans: named('MatrixSelector').map((node) => ({ function: functionAround(node, of), of: nameIn(node) })),
    hasQuantile: named('HistogramQuantile').length > 0,
  };
}

function functionAround(node: Node, of: (node: Node) => string): string {
  const call = node.parent?.name === 'FunctionCall' ? node.parent : node.parent?.parent;
  const name = call?.getChild('FunctionIdentifier');
  return name ? of(name) : '';
}
