// The Go driver of `make soak`: the installed module, used as anybody would.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bootpay/backend-go"
)

const (
	workers    = 16
	identity   = "612e09260d681b0021e61ab9"
	payment    = "5df6e67d4f74b4002a77e0eb"
	billingKey = "5b025b33e13f33310ce560fb"
)

func open(config bootpay.Config) *bootpay.Api {
	api, err := bootpay.Open(config)
	if err != nil {
		log.Fatal(err)
	}
	return api
}

func isGood[Answer interface{ Err() error }](answer Answer, err error) bool {
	return err == nil && answer.Err() == nil
}

func each(count int, do func(int)) {
	var all sync.WaitGroup
	for number := range make([]struct{}, count) {
		all.Add(1)
		go func(number int) {
			defer all.Done()
			do(number)
		}(number)
	}
	all.Wait()
}

func tokens() {
	api := open(bootpay.Config{})
	var good atomic.Int64
	each(100, func(int) {
		if isGood(api.Certificate(identity)) {
			good.Add(1)
		}
	})
	fmt.Println(good.Load())
}

func cancels() {
	api := open(bootpay.Config{Timeout: time.Second / 2, Deadline: 4 * time.Second})
	lines := make(chan string)
	go func() {
		defer close(lines)
		for input := bufio.NewScanner(os.Stdin); input.Scan(); {
			lines <- input.Text()
		}
	}()
	var output sync.Mutex
	each(workers, func(int) {
		for line := range lines {
			said := cancelPayment(api, strings.Fields(line))
			output.Lock()
			fmt.Println(said)
			output.Unlock()
		}
	})
}

func cancelPayment(api *bootpay.Api, line []string) string {
	before, said := 0, []string{line[0]}
	for _, amount := range line[1:] {
		price, _ := strconv.Atoi(amount) // * is all that is left
		outcome := cancel(api, line[0], price, before)
		if outcome == "done" || outcome == "unknown:done" {
			before += price
		}
		said = append(said, outcome)
	}
	return strings.Join(said, " ")
}

func cancel(api *bootpay.Api, receiptId string, price, before int) string {
	answer, err := api.ReceiptCancel(receiptId, float64(price), "", "", bootpay.RefundData{})
	if err == nil {
		err = answer.Err()
	}
	var failed *bootpay.Error
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &failed) && failed.Effect == bootpay.EffectNone:
		return "none"
	}
	for range make([]struct{}, 10) { // the receipt may be hard to read too; a merchant would try again later
		if settled, err := api.Settle(err, &before); err == nil {
			return "unknown:" + string(settled.Outcome)
		}
	}
	return "unknown:failed"
}

func loadFor(seconds float64, inFlight int) {
	api := open(bootpay.Config{Deadline: 2 * time.Second})
	end := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	var calls, answered, slowest atomic.Int64
	// The memory measured is what is held, and not what has not been collected yet.
	go func() {
		for range time.Tick(time.Second) {
			runtime.GC()
		}
	}()
	each(inFlight, func(first int) {
		for call := 0; time.Now().Before(end); call++ {
			began := time.Now()
			if oneCall(api, (first+call)%10, fmt.Sprintf("o-%d-%d", first, call)) {
				answered.Add(1)
			}
			took := time.Since(began).Milliseconds()
			for most := slowest.Load(); took > most && !slowest.CompareAndSwap(most, took); most = slowest.Load() {
			}
			calls.Add(1)
		}
	})
	fmt.Println(calls.Load(), answered.Load(), slowest.Load())
}

func oneCall(api *bootpay.Api, kind int, orderId string) bool {
	switch {
	case kind < 4:
		return isGood(api.Certificate(identity))
	case kind < 7:
		return isGood(api.Verify(payment))
	case kind == 7:
		return isGood(api.CancelPayment(bootpay.CancelData{ReceiptId: identity, Price: bootpay.All}))
	case kind == 8:
		return isGood(api.GetToken())
	}
	return isGood(api.RequestSubscribe(bootpay.SubscribePayload{
		BillingKey: billingKey, ItemName: "soak", Price: 1000, OrderId: orderId,
	}))
}

func main() {
	switch os.Args[1] {
	case "tokens":
		tokens()
	case "cancels":
		cancels()
	case "load":
		seconds, _ := strconv.ParseFloat(os.Args[2], 64)
		inFlight, _ := strconv.Atoi(os.Args[3])
		loadFor(seconds, inFlight)
	default:
		log.Fatal("there is no ", os.Args[1])
	}
}
