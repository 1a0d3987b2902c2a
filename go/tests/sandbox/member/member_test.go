// member_test.go
package member

import (
	"testing"

	"github.com/bootpay/backend-go/sandbox"
	_ "github.com/bootpay/backend-go/sandbox/autostart" // runs before the package's variables are made
)

func TestTheNameOfAMember(t *testing.T) {
	box := sandbox.SetenvForTest(t)
	person, err := box.Person(sandbox.Person{YearAge: 19, Username: "성춘향"})
	if err != nil {
		t.Fatal(err)
	}
	if name, err := NameOf(person.ReceiptId()); name != "성춘향" || err != nil {
		t.Fatal(name, err)
	}
}
