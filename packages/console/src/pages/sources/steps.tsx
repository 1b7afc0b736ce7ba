import type { ProviderWithDefinition } from '@signal-hooks/client';
import { usePreferences } from '../../app/preferences.tsx';
import { useTexts } from '../../app/texts.tsx';
import styles from './sources.module.css';

interface StepsProps {
  readonly setup: ProviderWithDefinition['setup'];
  readonly way: 'by_api' | 'by_hand';
  /** The source's address; absent: the words for it. */
  readonly url?: string | undefined;
  /** The secret, if it can still be shown. */
  readonly secret?: string | undefined;
}

/** What is to be done at the provider, in the viewer's language where somebody wrote it. */
export function Steps({ setup, way, url, secret }: StepsProps) {
  const t = useTexts();
  const { language } = usePreferences();
  const translated = language === 'ru' ? setup.ru : null;
  const { about, [way]: steps } = translated ?? setup.en;
  const lang = translated === null ? 'en' : language;
  const places: Readonly<Record<string, string | undefined>> = { url, secret };
  const words = { url: t.sources.theAddress, secret: t.sources.theSecret } as const;
  if (steps.length === 0) return <p>{t.sources.noSteps}</p>;
  return (
    <div lang={lang} className={styles.steps}>
      {about !== '' && <p className={styles.muted}>{about.replaceAll(/[*`]/g, '')}</p>}
      <ol className={styles.list}>
        {steps.map((step) => (
          <li key={step}>
            {step.split(/\{(url|secret)\}/).map((text, at) => {
              const key = `${at} ${text}`;
              if (at % 2 === 0) return <span key={key}>{text}</span>;
              const value = places[text];
              return value === undefined ? (
                <strong key={key}>{words[text as keyof typeof words]}</strong>
              ) : (
                <code key={key} className={styles.place}>
                  {value}
                </code>
              );
            })}
          </li>
        ))}
      </ol>
    </div>
  );
}
