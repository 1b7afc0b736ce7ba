import type { Attributes, Context, Span, SpanKind, Tracer } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { hostOf } from '../alerts/rule.ts';
import { type Logger, logSampled } from '../log.ts';
import { VERSION } from '../version.ts';
import type { Tracing } from './tracing.ts';
import type { TracingConfig } from './variables.ts';

/** How long closing waits for what has not been sent. */
const CLOSE_MS = 1000;

/** What is imported only if traces are wanted. */
interface Packages {
  readonly api: typeof import('@opentelemetry/api');
  readonly core: typeof import('@opentelemetry/core');
  readonly resources: typeof import('@opentelemetry/resources');
  readonly sdk: typeof import('@opentelemetry/sdk-trace-base');
  readonly exporter: { readonly OTLPTraceExporter: new () => SpanExporter };
}

const packagesOf = ({ protocol }: TracingConfig): string[] => [
  ...['api', 'core', 'resources', 'sdk-trace-base'],
  protocol === 'http/json' ? 'exporter-trace-otlp-http' : 'exporter-trace-otlp-proto',
];

async function loadPackages({ protocol }: TracingConfig): Promise<Packages> {
  const [api, core, resources, sdk, exporter] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-base'),
    protocol === 'http/json'
      ? import('@opentelemetry/exporter-trace-otlp-http')
      : import('@opentelemetry/exporter-trace-otlp-proto'),
  ]);
  return { api, core, resources, sdk, exporter };
}

/**
 * Begins to trace. Traces are no reason for a gateway not to start: what is wrong is logged, and there are none.
 * @returns null: there are none
 */
export async function openTracing(config: TracingConfig, log: Logger): Promise<Tracing | null> {
  try {
    const tracing = traceWith(await loadPackages(config), log);
    log.info({ protocol: config.protocol }, 'traces are sent to the OTLP endpoint');
    return tracing;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (/MODULE_NOT_FOUND$/.test(code)) {
      const names = packagesOf(config).map((name) => `@opentelemetry/${name}`);
      log.warn(
        `there are no traces: OTEL_* asks for them, but OpenTelemetry is not installed here. Run "npm install ${names.join(' ')}", or set OTEL_SDK_DISABLED=true.`,
      );
    } else log.warn({ err: error }, 'there are no traces: OTEL_* cannot be used as it is');
    return null;
  }
}

function traceWith(packages: Packages, log: Logger): Tracing {
  const { api, core, resources, sdk, exporter } = packages;
  const named = resources.resourceFromAttributes({
    'service.name': 'signal-hooks',
    'service.version': VERSION,
  });
  const provider = new sdk.BasicTracerProvider({
    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
    resource: resources
      .defaultResource()
      .merge(named)
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [
      new sdk.BatchSpanProcessor(withLog(new exporter.OTLPTraceExporter(), core, log)),
    ],
  });
  const tracer = provider.getTracer('signal-hooks', VERSION);
  const contexts = contextsWith(packages);
  const { SERVER, CLIENT } = api.SpanKind;
  const fail = (span: Span): Span => span.setStatus({ code: api.SpanStatusCode.ERROR });
  return {
    request: ({ source, provider: { id } }, { headers, method = '' }) => {
      const attributes = {
        'http.request.method': method,
        'http.route': '/in/{source_id}',
        'signal_hooks.source.id': source.id,
        'signal_hooks.provider': id,
      };
      const { span, carrier } = begin(tracer, contexts, 'receive', SERVER, attributes, headers);
      return {
        headers: carrier,
        end(httpStatus, result) {
          if (httpStatus !== null) span.setAttribute('http.response.status_code', httpStatus);
          span.setAttribute('signal_hooks.outcome', result?.outcome ?? 'unavailable');
          if (result === null) fail(span);
          else if (result.outcome === 'rejected') span.setAttribute('error.type', result.code);
          else if ('eventId' in result) span.setAttribute('signal_hooks.event.id', result.eventId);
          span.end();
        },
      };
    },
    attempt: ({ subscription, deliveryId, eventId, number }, headers) => {
      const attributes = {
        'http.request.method': 'POST',
        'server.address': hostOf(subscription),
        'signal_hooks.subscription.id': subscription.id,
        'signal_hooks.delivery.id': deliveryId,
        'signal_hooks.event.id': eventId,
        'signal_hooks.attempt.number': number,
      };
      const { span, carrier } = begin(tracer, contexts, 'deliver', CLIENT, attributes, headers);
      return {
        headers: carrier,
        end(result) {
          const { httpStatus = null, error = 'cut_short' } = result ?? {};
          if (httpStatus !== null) span.setAttribute('http.response.status_code', httpStatus);
          if (error !== null) fail(span).setAttribute('error.type', error);
          span.end();
        },
      };
    },
    async close() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      // What could not be sent has been logged.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

/** Reads and writes the headers of W3C Trace Context. */
interface Contexts {
  readonly read: (headers: Readonly<Record<string, unknown>>) => Context;
  readonly write: (context: Context, span: Span) => Record<string, string>;
}

function contextsWith({ api, core }: Packages): Contexts {
  const propagator = new core.W3CTraceContextPropagator();
  return {
    read: (headers) => propagator.extract(api.ROOT_CONTEXT, headers, api.defaultTextMapGetter),
    write: (context, span) => {
      const carrier: Record<string, string> = {};
      propagator.inject(api.trace.setSpan(context, span), carrier, api.defaultTextMapSetter);
      return carrier;
    },
  };
}

function begin(
  tracer: Tracer,
  { read, write }: Contexts,
  name: string,
  kind: SpanKind,
  attributes: Attributes,
  headers: Readonly<Record<string, unknown>>,
): { readonly span: Span; readonly carrier: Record<string, string> } {
  const parent = read(headers);
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  return { span, carrier: write(parent, span) };
}

/** Says in the log that traces cannot be sent; the packages by themselves are silent. */
function withLog(
  exporter: SpanExporter,
  { ExportResultCode }: Packages['core'],
  log: Logger,
): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== ExportResultCode.SUCCESS) {
          const reason = result.error?.message ?? 'unknown';
          logSampled(log, 'traces', (more) =>
            log.warn(
              { reason, spans: spans.length, ...more },
              'traces cannot be sent, and are lost',
            ),
          );
        }
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
