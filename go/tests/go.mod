// The tests are a program of a user's: go/test.sh puts them beside nothing but the installed module.
module tests

go 1.21
