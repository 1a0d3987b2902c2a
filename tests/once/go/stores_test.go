package once

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	bootpay "github.com/bootpay/backend-go"
	_ "github.com/lib/pq"
	"github.com/redis/go-redis/v9"
)

var (
	ctx     = context.Background()
	servers = os.Getenv("ONCE_SERVERS")
)

func database(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", "host="+servers+" user=once dbname=postgres sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func stores(t *testing.T) map[string]bootpay.Once {
	t.Helper()
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: servers + "/redis.sock"})
	t.Cleanup(func() { client.Close() })
	return map[string]bootpay.Once{
		"memory":     bootpay.NewMemoryOnce(),
		"redis":      bootpay.NewRedisOnce(client),
		"postgresql": bootpay.SQLOnce{DB: database(t), Dialect: bootpay.PostgreSQL},
	}
}

func first(t *testing.T, store bootpay.Once, orderId string, keep time.Duration) bool {
	t.Helper()
	isFirst, err := store.Consume(ctx, orderId, keep)
	if err != nil {
		t.Fatal(err)
	}
	return isFirst
}

func TestOfTwoHundredOneIsFirst(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			orderId := "go-race-" + name
			var winners atomic.Int32
			var all sync.WaitGroup
			for range make([]struct{}, 200) {
				all.Add(1)
				go func() {
					defer all.Done()
					if isFirst, err := store.Consume(ctx, orderId, time.Minute); err != nil {
						t.Error(err)
					} else if isFirst {
						winners.Add(1)
					}
				}()
			}
			all.Wait()
			if winners.Load() != 1 {
				t.Fatalf("%d were first", winners.Load())
			}
			if !first(t, store, orderId+"-other", time.Minute) {
				t.Fatal("another verification was taken for this one")
			}
		})
	}
}

func TestARollbackUsesNothingUp(t *testing.T) {
	db := database(t)
	for _, end := range []func(*sql.Tx) error{(*sql.Tx).Rollback, (*sql.Tx).Commit} {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		once := bootpay.SQLOnce{DB: tx, Dialect: bootpay.PostgreSQL}
		if !first(t, once, "go-transaction", time.Minute) {
			t.Fatal("it was used before")
		}
		if first(t, once, "go-transaction", time.Minute) { // and the transaction goes on
			t.Fatal("twice in one transaction")
		}
		if err := end(tx); err != nil {
			t.Fatal(err)
		}
	}
	if first(t, bootpay.SQLOnce{DB: db, Dialect: bootpay.PostgreSQL}, "go-transaction", time.Minute) {
		t.Fatal("it was committed, and is used again")
	}
}

func TestExpiredRowsAreForgotten(t *testing.T) {
	once := bootpay.SQLOnce{DB: database(t), Dialect: bootpay.PostgreSQL}
	first(t, once, "go-expired", -time.Minute)
	first(t, once, "go-kept", time.Minute)
	forgotten, err := once.ForgetExpired(ctx)
	if err != nil || forgotten < 1 {
		t.Fatal(forgotten, err)
	}
	if first(t, once, "go-kept", time.Minute) || !first(t, once, "go-expired", time.Minute) {
		t.Fatal("the wrong row was forgotten")
	}
}

func TestAServerThatIsDownIsAnErrorAndNobodyIsFirst(t *testing.T) {
	client := redis.NewClient(&redis.Options{Network: "unix", Addr: servers + "/nobody.sock", MaxRetries: -1})
	defer client.Close()
	down, err := sql.Open("postgres", "host="+servers+"/nobody user=once sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer down.Close()
	for name, store := range map[string]bootpay.Once{
		"redis": bootpay.NewRedisOnce(client), "postgresql": bootpay.SQLOnce{DB: down, Dialect: bootpay.PostgreSQL},
		"no database": bootpay.SQLOnce{Dialect: bootpay.PostgreSQL}, "no dialect": bootpay.SQLOnce{DB: down},
	} {
		if isFirst, err := store.Consume(ctx, "go-down", time.Minute); isFirst || err == nil {
			t.Fatal(name, isFirst, err)
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := stores(t)["redis"].Consume(ended, "go-ended", time.Minute); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}
