import { getDescription } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { useTexts } from '../../app/texts.tsx';
import { Failure } from '../../components/failure.tsx';
import { Page } from '../../components/page.tsx';
import { SelectField } from '../../components/select-field.tsx';
import { OperationForm } from './operation-form.tsx';
import { operationsOf } from './operations.ts';

const FIRST = 'GET /v1/me';

/** The gateway's API, to be tried: what is sent here is sent by whoever is signed in. */
export function Api() {
  const { api: t } = useTexts();
  const [name, setName] = useState(FIRST);
  const { data, error, refetch } = useQuery({
    queryKey: ['description of the API'],
    queryFn: async () => operationsOf(await client(getDescription())),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const operation = data?.find((each) => each.name === name);
  return (
    <Page title={t.title} description={t.description}>
      {error !== null && <Failure error={error} onRetry={refetch} />}
      {data !== undefined && (
        <SelectField
          label={t.operation}
          value={name}
          onChange={setName}
          choices={data.map((each) => ({ value: each.name, label: each.name }))}
        />
      )}
      {operation !== undefined && <OperationForm key={name} operation={operation} />}
    </Page>
  );
}
