interface ForeignProps {
  /** Anything that came from outside. */
  readonly text: string;
  /** Longest text that is shown, in characters. */
  readonly most?: number;
}

/** A text of others: its direction does not reach beyond it, and it is not longer than there is room for. */
export function Foreign({ text, most = 500 }: ForeignProps) {
  return <bdi>{text.length > most ? `${text.slice(0, most)} …` : text}</bdi>;
}
