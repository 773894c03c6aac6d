/** A server that a test may stop, kill and start again. */
export interface OwnServer {
  readonly url: string;
  readonly port: number;
  /** It stands still, until it goes on. */
  stop(): void;
  goOn(): void;
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  close(): Promise<void>;
}
