import { didYouMean } from '../../nearest.ts';
import { plainText } from './names.ts';

/** One of the answers to a {@link LearnQuestion}. */
export interface LearnOption {
  /** What is given back to choose it. */
  readonly answer: string;
  /** What the captured requests have there. */
  readonly example?: string;
}

/** Something that the captured requests leave open. */
export interface LearnQuestion {
  /** What of the definition it decides: `eventType`, `identity`, `fields.order_no.type`. */
  readonly about: string;
  /** For people, as one sentence. */
  readonly question: string;
  /** The likeliest first. */
  readonly options: readonly LearnOption[];
  /** What the definition has now: the answer given, or the likeliest. */
  readonly chosen: string;
}

/** An answer that is none of the options. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  /** The question's. */
  readonly about: string;

  constructor(about: string, message: string) {
    super(message);
    this.about = about;
  }
}

/** A way to write a part of the definition. */
export interface Candidate<Value> extends LearnOption {
  readonly value: Value;
}

/** Decides by the answers that were given, and keeps the questions. */
export class Questionnaire {
  readonly questions: LearnQuestion[] = [];
  readonly #answers: ReadonlyMap<string, string>;

  constructor(answers: Readonly<Record<string, string>>) {
    this.#answers = new Map(Object.entries(answers));
  }

  /**
   * Decides between candidates, the likeliest first; of one there is nothing to ask.
   * @throws {AnswerError} if the answer that was given is none of them
   */
  choose<Value>(
    about: string,
    question: string,
    candidates: readonly [Candidate<Value>, ...Candidate<Value>[]],
  ): Value {
    const [likeliest] = candidates;
    if (candidates.length === 1) return likeliest.value;
    const answer = this.#answers.get(about) ?? likeliest.answer;
    const names = candidates.map((candidate) => candidate.answer);
    const chosen = candidates.find((candidate) => candidate.answer === answer);
    if (chosen === undefined) {
      const hint = didYouMean(answer, names) || ` Choose one of: ${names.join(', ')}.`;
      throw new AnswerError(about, `"${answer}" is no answer to ${about}.${hint}`);
    }
    const options = candidates.map(({ answer: name, example }) =>
      example === undefined ? { answer: name } : { answer: name, example: plainText(example, 80) },
    );
    this.questions.push({ about, question, options, chosen: chosen.answer });
    return chosen.value;
  }

  /** What was answered and not asked. */
  unasked(): string[] {
    const asked = new Set(this.questions.map(({ about }) => about));
    return [...this.#answers.keys()].filter((about) => !asked.has(about));
  }
}
