import { tracingOf } from '../../src/tracing/variables.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
const PROTOBUF = { protocol: 'http/protobuf' };

test.each([
  [{}, null],
  [ENDPOINT, PROTOBUF],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' }, PROTOBUF],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, PROTOBUF],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, null],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console' }, null],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, null],
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, { protocol: 'http/json' }],
  [
    {
      ...ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
    },
    PROTOBUF,
  ],
  // Only OTLP over HTTP is spoken.
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, PROTOBUF],
])('%j', (env, wanted) => {
  expect(tracingOf(env)).toEqual(wanted);
});
