{{- define "signal-hooks.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "signal-hooks.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "signal-hooks.labels" -}}
{{ include "signal-hooks.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* "true" with PostgreSQL, "" with SQLite on a volume. */ -}}
{{- define "signal-hooks.onPostgres" -}}
{{- if or .Values.database.existingSecret .Values.database.url }}true{{ end -}}
{{- end -}}

{{- define "signal-hooks.url" -}}
{{- if .Values.url -}}
{{- .Values.url -}}
{{- else if and .Values.ingress.enabled .Values.ingress.host -}}
https://{{ .Values.ingress.host }}
{{- end -}}
{{- end -}}

{{- /* Whether the chart makes a secret of its own: "true" or "". */ -}}
{{- define "signal-hooks.makesSecret" -}}
{{- if or (and .Values.key.value (not .Values.key.existingSecret)) (and .Values.database.url (not .Values.database.existingSecret)) }}true{{ end -}}
{{- end -}}

{{- /* What Helm's schema of values cannot say, in words. */ -}}
{{- define "signal-hooks.check" -}}
{{- $onPostgres := include "signal-hooks.onPostgres" . -}}
{{- $hasKey := or .Values.key.existingSecret .Values.key.value -}}
{{- if and (gt (int .Values.replicas) 1) (not $onPostgres) -}}
{{- fail "More than one gateway needs PostgreSQL: set database.existingSecret (or database.url), or replicas to 1." -}}
{{- end -}}
{{- if and $onPostgres (not $hasKey) -}}
{{- fail "With PostgreSQL every gateway needs the same key: set key.existingSecret to a secret made with: kubectl create secret generic signal-hooks-key --from-literal=key=$(openssl rand -hex 32)" -}}
{{- end -}}
{{- if not (include "signal-hooks.url" .) -}}
{{- fail "Set url to the address that providers use, such as https://hooks.example.com, or enable the ingress and set ingress.host." -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) -}}
{{- fail "Set ingress.host to the name that providers use, such as hooks.example.com." -}}
{{- end -}}
{{- end -}}
