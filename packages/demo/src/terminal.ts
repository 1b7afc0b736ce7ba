/** How the command line writes: colours where the terminal has them, safe text, aligned columns. */
export interface Terminal {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  /** Text of a third party on one line, without control characters, of so many characters at most. */
  readonly tame: (text: string, most?: number) => string;
  readonly print: (line?: string) => void;
  readonly printTable: (rows: readonly (readonly string[])[], indent?: string) => void;
}
