// Package darwin_amd64 is the folder of the library: package.sh puts libbootpay_c.a here.
package darwin_amd64
