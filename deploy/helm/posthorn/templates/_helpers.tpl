{{/* Names and labels. The component is a service's short name: ingress, policy, mailbox, delivery, gateway. */}}
{{- define "posthorn.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "posthorn.selector" -}}
app.kubernetes.io/name: posthorn
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "posthorn.labels" -}}
app.kubernetes.io/name: posthorn
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end -}}

{{/* The image of a service: by digest where one is given. */}}
{{- define "posthorn.image" -}}
{{- $i := .root.Values.image -}}
{{- $name := printf "%s/%s/%s" $i.registry $i.repository .image -}}
{{- with index $i.digests .image }}{{ printf "%s@%s" $name . }}{{ else }}{{ printf "%s:%s" $name ($i.tag | default .root.Chart.AppVersion) }}{{ end -}}
{{- end -}}

{{/* What each service is: image, port of its HTTP API, mail ports, and what a size gives it. */}}
{{- define "posthorn.services" -}}
ingress:
  image: smtp-ingress
  http: 8091
  small: {replicas: 1, cpu: 250m, memory: 640Mi}
  ha: {replicas: 2, cpu: "1", memory: 1Gi}
  state: [spool]
policy:
  image: policy-service
  http: 8092
  small: {replicas: 1, cpu: 250m, memory: 640Mi}
  ha: {replicas: 2, cpu: "1", memory: 1Gi}
mailbox:
  image: mailbox-service
  http: 8093
  small: {replicas: 1, cpu: 250m, memory: 768Mi}
  ha: {replicas: 2, cpu: "2", memory: 2Gi}
delivery:
  image: delivery-worker
  http: 8094
  small: {replicas: 1, cpu: 250m, memory: 640Mi}
  ha: {replicas: 3, cpu: "1", memory: 1Gi}
gateway:
  image: web-gateway
  http: 8095
  web: 8080
  small: {replicas: 1, cpu: 250m, memory: 640Mi}
  ha: {replicas: 2, cpu: "1", memory: 1Gi}
{{- end -}}

{{- define "posthorn.replicas" -}}
{{- $own := (index .root.Values .component).replicas -}}
{{- if kindIs "invalid" $own }}{{ (index .service .root.Values.size).replicas }}{{ else }}{{ $own }}{{ end -}}
{{- end -}}

{{/* Whether an autoscaler owns the number of replicas of a component. */}}
{{- define "posthorn.scaled" -}}
{{- if and .root.Values.autoscaling.enabled (has .component (list "ingress" "mailbox" "delivery")) }}true{{ end -}}
{{- end -}}

{{- define "posthorn.kafka" -}}
{{- .Values.kafka.bootstrapServers | default (ternary (printf "%s-kafka-kafka-bootstrap:9092" (include "posthorn.fullname" .)) "" .Values.kafka.strimzi.enabled) -}}
{{- end -}}

{{- define "posthorn.postgres" -}}
{{- .Values.postgres.url | default (ternary (printf "jdbc:postgresql://%s-postgres-rw:5432/posthorn" (include "posthorn.fullname" .)) "" .Values.postgres.cloudNativePg.enabled) -}}
{{- end -}}

{{- define "posthorn.tlsSecret" -}}
{{- .Values.tls.secretName | default (ternary (printf "%s-mail-tls" (include "posthorn.fullname" .)) "" .Values.tls.certManager.enabled) -}}
{{- end -}}

{{- define "posthorn.webHost" -}}
{{- .Values.web.host | default .Values.mail.hostname -}}
{{- end -}}

{{- define "posthorn.topicsMode" -}}
{{- .Values.topics.provisioning | default (ternary "job" "hook" .Values.kafka.strimzi.enabled) -}}
{{- end -}}

{{/* What every container may not do. */}}
{{- define "posthorn.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "posthorn.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Secrets reach a container as environment variables, by reference. */}}
{{- define "posthorn.environment" -}}
envFrom:
  - secretRef:
      name: {{ .Values.secret.name }}
{{- if or .Values.postgres.cloudNativePg.enabled .Values.javaOptions }}
env:
{{- end }}
{{- with .Values.javaOptions }}
  - name: JAVA_TOOL_OPTIONS
    value: {{ . | quote }}
{{- end }}
{{- if .Values.postgres.cloudNativePg.enabled }}
  - name: POSTHORN_DATABASE_USER
    valueFrom:
      secretKeyRef: {name: {{ include "posthorn.fullname" . }}-postgres-app, key: username}
  - name: POSTHORN_DATABASE_PASSWORD
    valueFrom:
      secretKeyRef: {name: {{ include "posthorn.fullname" . }}-postgres-app, key: password}
{{- end }}
{{- end -}}
