// Package linux_amd64_musl is the folder of the library: package.sh puts libbootpay_c.a here.
package linux_amd64_musl
