import { requestSignInLink, type SignInBody, signIn } from '@signal-hooks/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import { sessionQuery } from '../../api/queries.ts';
import { usePreferences } from '../../app/preferences.tsx';
import { PreferencesMenu } from '../../app/preferences-menu.tsx';
import { queryClient } from '../../app/query-client.ts';
import { takeSignInCode } from '../../app/sign-in-code.ts';
import { useTexts } from '../../app/texts.tsx';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { SignInFailure } from './failure.tsx';
import styles from './sign-in.module.css';

const route = getRouteApi('/sign-in');

/** By the code of a link, at once; else by a token, or by e-mail where the gateway can send one. */
export function SignIn() {
  const t = useTexts();
  const { data } = useQuery(sessionQuery);
  const byCredential = useSignIn();
  const { mutate } = byCredential;
  useEffect(() => {
    const code = takeSignInCode();
    if (code !== null) mutate({ code });
  }, [mutate]);
  return (
    <div className={styles.frame}>
      <header className={styles.header}>
        <span className={styles.brand}>
          <Webhook aria-hidden size={20} /> Signal Hooks
        </span>
        <PreferencesMenu />
      </header>
      <main className={styles.main}>
        <Page title={t.signIn.title} description={t.signIn.description}>
          {byCredential.error !== null && <SignInFailure error={byCredential.error} />}
          <TokenForm isBusy={byCredential.isPending} onSubmit={(token) => mutate({ token })} />
          {data?.sign_in.email_link === true && <EmailForm />}
        </Page>
      </main>
    </div>
  );
}

function useSignIn() {
  const router = useRouter();
  const { to } = route.useSearch();
  return useMutation({
    mutationFn: (credential: SignInBody) => client(signIn(credential)),
    onSuccess: async () => {
      await queryClient.resetQueries(sessionQuery);
      // Both are inside of this page: the router's own path, and one that it made itself.
      if (to === undefined) await router.navigate({ to: '/' });
      else router.history.push(to);
    },
  });
}

interface FormProps {
  readonly isBusy: boolean;
  readonly onSubmit: (value: string) => void;
}

function TokenForm({ isBusy, onSubmit }: FormProps) {
  const t = useTexts();
  const [token, setToken] = useState('');
  return (
    <Form
      onSubmit={() => onSubmit(token.trim())}
      isReady={token.trim() !== ''}
      button={
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t.signIn.withToken}
        </Button>
      }
    >
      <TextField
        label={t.signIn.token}
        help={t.signIn.tokenHelp}
        type="password"
        name="token"
        autoComplete="current-password"
        spellCheck={false}
        value={token}
        onChange={setToken}
      />
    </Form>
  );
}

function EmailForm() {
  const t = useTexts();
  const { language } = usePreferences();
  const [email, setEmail] = useState('');
  const send = useMutation({
    mutationFn: () => client(requestSignInLink({ email: email.trim(), language })),
  });
  if (send.isSuccess) {
    return (
      <Notice tone="success" title={t.signIn.linkSent} isLive>
        <p>{t.signIn.linkSentHelp}</p>
      </Notice>
    );
  }
  return (
    <Form
      onSubmit={() => send.mutate()}
      isReady={email.includes('@')}
      button={
        <Button type="submit" isBusy={send.isPending}>
          {t.signIn.sendLink}
        </Button>
      }
    >
      {send.error !== null && <SignInFailure error={send.error} />}
      <TextField
        label={t.signIn.email}
        help={t.signIn.emailHelp}
        type="email"
        name="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
      />
    </Form>
  );
}

interface FormFrameProps {
  readonly onSubmit: () => void;
  readonly isReady: boolean;
  readonly button: ReactNode;
  readonly children: ReactNode;
}

function Form({ onSubmit, isReady, button, children }: FormFrameProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onSubmit();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      {children}
      <div>{button}</div>
    </form>
  );
}
