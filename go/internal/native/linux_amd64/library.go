// Package linux_amd64 is the folder of the library: package.sh puts libbootpay_c.a here.
package linux_amd64
