import { translated } from '../app/said.ts';
import { useTexts } from '../app/texts.tsx';

interface SaidProps {
  /** What the gateway says, in English. */
  readonly text: string;
}

/** A text of the gateway's in the viewer's language; where there is none, marked as English. */
export function Said({ text }: SaidProps) {
  const found = translated(text, useTexts());
  return found === null ? <bdi lang="en">{text}</bdi> : <bdi>{found}</bdi>;
}
