//go:build tools

// Package tools names Kubernetes' own end-to-end tests, the program that runs several of them at a time and the one that
// their pods run, so that go.mod and go.sum pin everything they are built from.
package tools

import (
	_ "github.com/onsi/ginkgo/v2/ginkgo"
	_ "k8s.io/kubernetes/test/e2e"
	_ "k8s.io/kubernetes/test/images/agnhost"
)
