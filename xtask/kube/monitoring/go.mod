// Only for the CRD of ServiceMonitor. By itself, because it must not choose the versions of what is built beside it.
module registry-console/monitoring

go 1.26.0

require github.com/prometheus-operator/prometheus-operator v0.85.0
