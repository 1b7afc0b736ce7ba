import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../app/texts.tsx';
import { Button } from './button.tsx';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for those who do not see what the button is beside. */
  readonly label?: string;
}

/** Copies a text. Without HTTPS browsers do not let a page copy: then there is no button. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const { common } = useTexts();
  const [copied, setCopied] = useState<string | null>(null);
  if (navigator.clipboard === undefined) return null;
  const isCopied = copied === text;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(text);
  };
  const words = isCopied ? common.copied : common.copy;
  return (
    <Button
      icon={isCopied ? Check : Copy}
      aria-label={label === undefined ? undefined : `${words}: ${label}`}
      onClick={copy}
    >
      {words}
    </Button>
  );
}
