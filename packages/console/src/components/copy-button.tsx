import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';

/** Copies a text. Without HTTPS browsers do not let a page copy: then there is no button. */
export function CopyButton({ text }: { readonly text: string }) {
  const { common } = useTexts();
  const [copied, setCopied] = useState<string | null>(null);
  if (navigator.clipboard === undefined) return null;
  const isCopied = copied === text;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  return (
    <Button icon={isCopied ? Check : Copy} onClick={copy}>
      {isCopied ? common.copied : common.copy}
    </Button>
  );
}
