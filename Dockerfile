# syntax=docker/dockerfile:1
# The gateway with its command line: docs/how-to/run-in-a-container.md

FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
# The first installs everything and builds; the second leaves only what the command line runs with,
# in the versions of the lock file.
RUN node scripts/setup.mjs \
 && npm ci --omit=dev --workspace packages/cli --no-audit --no-fund --ignore-scripts \
 && node deploy/image/assemble.mjs /app \
 && mkdir /data

# Has a C and C++ library, certificates and time zones, and neither shell nor package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
# The owner of a new volume is that of the folder it is mounted on.
COPY --from=build --chown=65532:65532 /data /data
ENV NODE_ENV=production \
    SIGNAL_HOOKS_DATA=/data \
    SIGNAL_HOOKS_HOST=0.0.0.0
# A volume or disk of Railway or Render belongs to root. Railway says what it is; render.yaml sets IMAGE_USER.
ARG RAILWAY_ENVIRONMENT_NAME
ARG IMAGE_USER=${RAILWAY_ENVIRONMENT_NAME:+0:0}
USER ${IMAGE_USER:-65532:65532}
WORKDIR /data
# No VOLUME: Railway refuses to build an image with one.
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["/usr/local/bin/node", "/app/health.mjs"]
# As PID 1 the gateway gets the signals itself: SIGTERM ends it without losing anything.
ENTRYPOINT ["/usr/local/bin/node", "/app/signal-hooks.mjs"]
CMD ["serve"]
