curl -H "Content-Type: application/json" \
-H "Authorization: d6941c650061e3eaddd3f4718ab63e0983c1f6a0a0a01370c1b1ffa90ddd0b51" \
https://api.bootpay.co.kr/receipt/5afd6be8e13f33616f2876ac
