//go:build tools

// Package kube names the programs and files that `cargo xtask` takes from Go modules; nothing here is run.
package kube

import (
	_ "github.com/openshift/api/imageregistry/v1"
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
