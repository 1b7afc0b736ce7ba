{{- /* The pod, the same in the StatefulSet and in the Deployment. */ -}}
{{- define "signal-hooks.pod" -}}
{{- $onPostgres := include "signal-hooks.onPostgres" . -}}
{{- $name := include "signal-hooks.name" . -}}
metadata:
  labels:
    {{- include "signal-hooks.labels" . | nindent 4 }}
  annotations:
    # A changed value starts the gateways anew.
    checksum/secret: {{ printf "%s %s" .Values.key.value .Values.database.url | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  # Otherwise a service that is called signal-hooks would set variables of this name.
  enableServiceLinks: false
  automountServiceAccountToken: false
  terminationGracePeriodSeconds: {{ add .Values.stopSeconds 5 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    # A new volume belongs to this group.
    fsGroup: 65532
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: gateway
      image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      ports:
        - name: http
          containerPort: 8787
      env:
        - name: SIGNAL_HOOKS_URL
          value: {{ include "signal-hooks.url" . | quote }}
        - name: SIGNAL_HOOKS_PORT
          value: "8787"
        - name: SIGNAL_HOOKS_STOP_SECONDS
          value: {{ .Values.stopSeconds | quote }}
        {{- if or .Values.key.existingSecret .Values.key.value }}
        - name: SIGNAL_HOOKS_KEY
          valueFrom:
            secretKeyRef:
              name: {{ .Values.key.existingSecret | default $name }}
              key: {{ ternary .Values.key.existingSecretKey "key" (ne .Values.key.existingSecret "") }}
        {{- end }}
        {{- if $onPostgres }}
        - name: SIGNAL_HOOKS_DATABASE_URL
          valueFrom:
            secretKeyRef:
              name: {{ .Values.database.existingSecret | default $name }}
              key: {{ ternary .Values.database.existingSecretKey "database-url" (ne .Values.database.existingSecret "") }}
        {{- end }}
        {{- range $variable, $value := .Values.settings }}
        - name: {{ $variable }}
          value: {{ $value | quote }}
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      # Making the tables of a new database may take a while.
      startupProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 2
        failureThreshold: 60
      livenessProbe:
        httpGet: { path: /healthz, port: http }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: { path: /readyz, port: http }
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 2
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      volumeMounts:
        - name: data
          mountPath: /data
  {{- if or $onPostgres .Values.persistence.existingClaim }}
  volumes:
    - name: data
      {{- if $onPostgres }}
      emptyDir: {}
      {{- else }}
      persistentVolumeClaim:
        claimName: {{ .Values.persistence.existingClaim }}
      {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
  {{- else if gt (int .Values.replicas) 1 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "signal-hooks.selector" . | nindent 10 }}
  {{- end }}
{{- end -}}
