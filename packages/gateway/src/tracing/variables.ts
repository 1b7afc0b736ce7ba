import type { Environment } from '../environment.ts';

/** How traces are exported; everything else is read from `OTEL_*` by OpenTelemetry itself. */
export interface TracingConfig {
  readonly protocol: (typeof PROTOCOLS)[number];
}

/** Those of OTLP over HTTP. */
const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/**
 * Whether traces are wanted, by OpenTelemetry's own variables: an endpoint or the exporter is named, and
 * nothing switches them off.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function tracingOf(env: Environment): TracingConfig | null {
  const exporter = env.OTEL_TRACES_EXPORTER?.trim() ?? '';
  if (env.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true') return null;
  if (exporter !== '' && exporter !== 'otlp') return null;
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (exporter === '' && !endpoint) return null;
  const wanted = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL;
  return { protocol: PROTOCOLS.find((protocol) => protocol === wanted) ?? 'http/protobuf' };
}
