package sandbox_test

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/bootpay/backend-go"
	"github.com/bootpay/backend-go/sandbox"
)

func TestMain(m *testing.M) {
	if os.Getenv("CHILD_HAS_MAIN") != "" {
		sandbox.TestMain(m)
	}
	os.Exit(m.Run())
}

// child is for tests that another test runs, in a process of their own, and reads.
func child(t *testing.T) {
	t.Helper()
	if os.Getenv("CHILD") == "" {
		t.Skip("another test runs this one")
	}
}

func command(name string, environment ...string) *exec.Cmd {
	program := exec.Command(os.Args[0], "-test.run=^"+name+"$", "-test.v", "-test.count=1")
	program.Env = append(append(os.Environ(), "CHILD=1"), environment...)
	return program
}

// run gives what a test prints, and whether it passed.
func run(name string, environment ...string) (string, bool) {
	said, err := command(name, environment...).CombinedOutput()
	return string(said), err == nil
}

func TestEachTestHasAProjectOfItsOwn(t *testing.T) {
	var lock sync.Mutex
	addresses, ids := map[string]bool{}, map[string]bool{}
	t.Run("parallel", func(t *testing.T) {
		for number := range [8]int{} {
			number := number
			t.Run(fmt.Sprint(number), func(t *testing.T) {
				t.Parallel()
				box := sandbox.ForTest(t)
				lock.Lock()
				addresses[box.URL], ids[box.ApplicationId] = true, true
				lock.Unlock()
				name := fmt.Sprint("김가짜", number)
				same := sandbox.Fields{"receipt_id": "00000000000000000000da7a"}
				receiptId := must(box.Person(sandbox.Person{Username: name, More: same})).ReceiptId()
				equal(t, must(box.Api().Certificate(receiptId)).Data.Certificate.Username, name)
				equal(t, len(must(box.Requests("certificate.get"))), 1)
			})
		}
	})
	equal(t, []int{len(addresses), len(ids)}, []int{1, 8})
}

func TestATestWithTheEnvironmentStartsAnew(t *testing.T) {
	api := []*bootpay.Api{}
	for number := range [2]int{} {
		t.Run(fmt.Sprint(number), func(t *testing.T) {
			box := sandbox.SetenvForTest(t)
			api = append(api, bootpay.Api{}.New("", "", nil, ""))
			equal(t, len(must(box.Requests(""))), 0)
			for _, one := range api { // that of the first test, too
				done(must(one.Verify(payment)).Err())
			}
			must(box.Fault("reset", nil))
		})
		if os.Getenv("BOOTPAY_BASE_URL") != "" {
			t.Fatal("the environment has not been put back")
		}
	}
}

func TestChildFails(t *testing.T) {
	child(t)
	box := sandbox.ForTest(t)
	must(box.Api().Verify("5df6e67d4f74b4002a77e0ec"))
	must(box.Api().GetUserWallets(bootpay.WalletsPayload{UserId: "CANARY"}))
	misuse(box)
	must(box.Fault("reset_after", sandbox.Fields{"path": "/receipt", "times": 1}))
	box.Api().WithOptions(sandbox.Quick()).Verify(payment)
	t.Error("this is wrong")
}

func TestAFailingTestSaysWhatTheSandboxSaw(t *testing.T) {
	t.Parallel()
	said, passed := run("TestChildFails")
	equal(t, passed, false)
	holds(t, said, "this is wrong", "bootpay sandbox http://127.0.0.1:", "   1  POST   /request/token  200",
		"   2  GET    /receipt/5df6e67d4f74b4002a77e0ec  404", "GET    /receipt/"+payment+"  connection broken",
		"misuse cancel_id_reused: ", "Make a new cancel_id for each cancel")
	holds(t, said, "GET    /wallet  ")
	lacks(t, said, "CANARY", "변심", "Bearer", "Ym9vdHBheSBzYW5kYm94IGtl") // the last is how a sandbox's keys begin
}

func TestChildFailsEarly(t *testing.T) {
	child(t)
	box := sandbox.SetenvForTest(t)
	must(box.Fault("status", sandbox.Fields{"path": "/receipt", "status": 503}))
	t.Fatal("this is wrong")
}

func TestAFailingTestWithoutRequestsSaysSo(t *testing.T) {
	t.Parallel()
	said, passed := run("TestChildFailsEarly")
	equal(t, passed, false)
	holds(t, said, "no request came: does the client have the address and the keys of this sandbox?",
		"fault status: path=/receipt status=503")
}

func TestChildPanics(t *testing.T) {
	child(t)
	must(sandbox.ForTest(t, sandbox.Strict).Payment(nil))
}

func TestATestThatPanicsSaysWhatTheSandboxSaw(t *testing.T) {
	t.Parallel()
	said, passed := run("TestChildPanics")
	equal(t, passed, false)
	holds(t, said, "no request came", "panic: POST /sandbox/payments: price: is required")
}

func TestChildFailsLate(t *testing.T) {
	child(t)
	box := sandbox.ForTest(t)
	for range [43]int{} {
		must(box.Api().Verify(payment))
	}
	t.Fail()
}

func TestOfManyRequestsTheNewestAreShown(t *testing.T) {
	t.Parallel()
	said, _ := run("TestChildFailsLate")
	holds(t, said, "\n        4 requests before\n           5  GET ", "  44  GET ")
	lacks(t, said, "   4  GET ")
}

func TestChildWhoseSandboxEnds(t *testing.T) {
	child(t)
	box := sandbox.SetenvForTest(t)
	box.Stop()
	t.Fail()
}

func TestAFailingTestWithoutASandboxSaysSo(t *testing.T) {
	t.Parallel()
	said, _ := run("TestChildWhoseSandboxEnds")
	holds(t, said, "GET /sandbox/requests: no sandbox answers at http://127.0.0.1:")
}

func TestChildMisuses(t *testing.T) {
	child(t)
	misuse(sandbox.ForTest(t))
}

func TestChildMisusesStrictly(t *testing.T) {
	child(t)
	misuse(sandbox.ForTest(t, sandbox.Strict))
}

func TestChildMisusesAllTheSame(t *testing.T) {
	child(t)
	misuse(sandbox.ForTest(t, sandbox.NotStrict))
}

func TestAMisuseFailsATestThatIsStrict(t *testing.T) {
	t.Parallel()
	const strict = "BOOTPAY_SANDBOX_STRICT=1"
	for _, wanted := range []struct {
		name, variable string
		passes         bool
	}{
		{"TestChildMisuses", "", true},
		{"TestChildMisuses", strict, false},
		{"TestChildMisusesStrictly", "", false},
		{"TestChildMisusesAllTheSame", strict, true},
	} {
		said, passed := run(wanted.name, wanted.variable)
		equal(t, passed, wanted.passes)
		if !passed {
			holds(t, said, "the sandbox saw what a merchant must not do:", "cancel_id", "POST   /cancel  200")
		}
	}
}

func TestChildIsParallelWithTheEnvironment(t *testing.T) {
	child(t)
	t.Parallel()
	sandbox.SetenvForTest(t)
}

func TestTheEnvironmentIsNotForParallelTests(t *testing.T) {
	t.Parallel()
	said, passed := run("TestChildIsParallelWithTheEnvironment")
	equal(t, passed, false)
	holds(t, said, "t.Setenv", "t.Parallel")
}

func TestChildJoins(t *testing.T) {
	child(t)
	own, everybodys := sandbox.ForTest(t), sandbox.SetenvForTest(t)
	fmt.Println("addresses", own.URL, everybodys.URL, os.Getenv("BOOTPAY_BASE_URL"))
	must(own.Person(sandbox.Person{}))
	done(must(bootpay.Api{}.New("", "", nil, "").Verify(payment)).Err())
}

func TestARunningSandboxIsJoined(t *testing.T) {
	t.Parallel()
	first := must(sandbox.Start())
	defer first.Stop()
	said, passed := run("TestChildJoins", "BOOTPAY_SANDBOX_URL="+first.URL, "CHILD_HAS_MAIN=1")
	if !passed {
		t.Fatal(said)
	}
	holds(t, said, strings.Join([]string{"addresses", first.URL, first.URL, first.URL}, " "))
	equal(t, projects(first), []string{first.ApplicationId}) // nobody's project is left
	equal(t, len(must(first.Requests(""))), 0)

	for _, main := range []string{"", "1"} {
		said, passed = run("TestChildJoins", "BOOTPAY_SANDBOX_URL=http://127.0.0.1:1", "CHILD_HAS_MAIN="+main)
		equal(t, passed, false)
		holds(t, said, "POST /sandbox/projects: no sandbox answers at http://127.0.0.1:1: ")
	}
}

func TestChildHasMain(t *testing.T) {
	child(t)
	done(must(bootpay.Api{}.New("", "", nil, "").Verify(payment)).Err())
}

func TestAllTestsOfAPackageCanHaveTheEnvironment(t *testing.T) {
	t.Parallel()
	if said, passed := run("TestChildHasMain", "CHILD_HAS_MAIN=1", "BOOTPAY_PRIVATE_KEY=a developer's own"); !passed {
		t.Fatal(said)
	}
}

func TestChildWaits(t *testing.T) {
	child(t)
	fmt.Println("address", sandbox.ForTest(t).URL)
	select {}
}

func TestItEndsWithTheProcessThatStartedIt(t *testing.T) {
	t.Parallel()
	program := command("TestChildWaits")
	output := must(program.StdoutPipe())
	done(program.Start())
	address := ""
	for lines := bufio.NewScanner(output); address == "" && lines.Scan(); {
		address, _ = strings.CutPrefix(lines.Text(), "address http://")
		if address == lines.Text() {
			address = ""
		}
	}
	must(net.Dial("tcp", address)).Close()
	done(program.Process.Kill())
	_ = program.Wait()
	for {
		connection, err := net.Dial("tcp", address)
		if err != nil {
			return
		}
		connection.Close()
	}
}
