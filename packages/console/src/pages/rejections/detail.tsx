import { getRejection, type Rejection } from '@signal-hooks/client';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import { Failure } from '../../components/failure.tsx';
import { RefusedRequest } from '../sources/refused-request.tsx';

/** What was sent, and where its signature differs from the expected one. */
export function RejectionDetail({ id }: Pick<Rejection, 'id'>) {
  const { data, error, refetch } = useQuery({
    queryKey: ['rejection', id],
    queryFn: () => client(getRejection(id)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <Failure error={error} onRetry={refetch} />;
  return data === undefined ? null : <RefusedRequest detail={data} />;
}
