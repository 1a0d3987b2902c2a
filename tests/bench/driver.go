// One client of Go under load: `driver CLIENT IN_FLIGHT SECONDS [CALLS]`. See driver.py.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"path"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/bootpay/backend-go"
)

var (
	where     = os.Getenv("BENCH_BASE") + os.Getenv("BENCH_PATH")
	receiptId = path.Base(os.Getenv("BENCH_PATH"))
)

// Each makes a client and gives a call, which returns the receipt in the official struct.
var clients = map[string]func() func() (bootpay.VerifyData, error){
	"ours": func() func() (bootpay.VerifyData, error) {
		api := bootpay.Api{}.New("", "", nil, "")
		return func() (bootpay.VerifyData, error) {
			answer, err := api.Verify(receiptId)
			return answer.Data, err
		}
	},
	"net/http": func() func() (bootpay.VerifyData, error) {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 100
		if pem, err := os.ReadFile(os.Getenv("BENCH_CA")); err == nil {
			roots := x509.NewCertPool()
			roots.AppendCertsFromPEM(pem)
			transport.TLSClientConfig = &tls.Config{RootCAs: roots}
		}
		client := &http.Client{Transport: transport}
		return func() (bootpay.VerifyData, error) {
			request, err := http.NewRequest("GET", where, nil)
			if err != nil {
				return bootpay.VerifyData{}, err
			}
			request.Header.Set("Authorization", "token")
			answer, err := client.Do(request)
			if err != nil {
				return bootpay.VerifyData{}, err
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil {
				return bootpay.VerifyData{}, err
			}
			var whole bootpay.Verify
			err = json.Unmarshal(text, &whole)
			return whole.Data, err
		}
	},
}

func lookAt(receipt bootpay.VerifyData, err error) {
	if err != nil || receipt.ReceiptId != receiptId || receipt.Status != 1 {
		log.Fatal("another answer came: ", receipt, err)
	}
}

func cpu() float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		log.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

func residentKB() int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	number, _ := strconv.Atoi(string(regexp.MustCompile(`VmRSS:\s+(\d+)`).FindSubmatch(text)[1]))
	return number
}

type told struct {
	Calls    int64   `json:"calls"`
	Seconds  float64 `json:"seconds"`
	CPU      float64 `json:"cpu_s"`
	Resident int     `json:"resident_kb"`
}

func since() func(int64) told {
	began, used := time.Now(), cpu()
	return func(calls int64) told {
		return told{calls, time.Since(began).Seconds(), cpu() - used, residentKB()}
	}
}

func load(call func() (bootpay.VerifyData, error), inFlight int, seconds float64, most int64) int64 {
	end := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	var all sync.WaitGroup
	var calls atomic.Int64
	for range make([]struct{}, inFlight) {
		all.Add(1)
		go func() {
			defer all.Done()
			for count := int64(0); count < most && time.Now().Before(end); count++ {
				lookAt(call())
				calls.Add(1)
			}
		}()
	}
	all.Wait()
	return calls.Load()
}

func main() {
	number := func(at int) float64 {
		number, err := strconv.ParseFloat(os.Args[at], 64)
		if err != nil {
			log.Fatal(err)
		}
		return number
	}
	inFlight, seconds, most := int(number(2)), number(3), int64(math.MaxInt64)
	took := since()
	call := clients[os.Args[1]]()
	lookAt(call())
	first := took(1)
	if len(os.Args) > 4 {
		most = int64(number(4))
	} else {
		load(call, inFlight, seconds/2, most)
	}
	took = since()
	calls := load(call, inFlight, seconds, most)
	text, err := json.Marshal(map[string]told{"first": first, "load": took(calls)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
